namespace ProKure.Jsonata.Tests;

public sealed class WrittenArgumentsTests
{
    [Theory]
    [InlineData("$f('A', x)", "A")]
    [InlineData("a.b[$f('A', x) = 1]^(>$f('B', y)){ $f('C', k): $f(\"D\", v) }", "A B C D")]
    [InlineData("( $g := function($x) { $f('A', $x) }; $g(1) ~> $map($f('B', ?)) )", "A B")]
    [InlineData("x ? $f('A', 1) : [$f('B', 2), -$f('C', 3)]", "A B C")]
    [InlineData("payload ~> | items | { 'u': $f('A', u) }, $f('B', 1) |", "A B")]
    [InlineData("a@$v.b#$i.{ 'x': $f('A', $v) }", "A")]
    [InlineData("$f($f('A', 1), $f(set, 'no'))", "A")]
    [InlineData("\"$f('A', 1)\" /* $f('B', 2) */", "")]
    [InlineData("$other('A')", "")]
    [InlineData("$f()", "")]
    public void FindWrittenArguments_AnywhereInTheExpression_FindsTexts(string expression, string texts) =>
        Assert.Equal(texts, string.Join(' ', JsonataExpression.Compile(expression).FindWrittenArguments("f", 0).Select(found => found.Text)));

    [Fact]
    public void FindWrittenArguments_Position_IsAfterTheClosingQuote() =>
        Assert.Equal([new JsonataWrittenText("A", 6)], JsonataExpression.Compile("$f('A', 1)").FindWrittenArguments("f", 0));
}

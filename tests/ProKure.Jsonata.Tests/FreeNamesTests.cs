namespace ProKure.Jsonata.Tests;

public sealed class FreeNamesTests
{
    [Theory]
    [InlineData("$cuont(a)", "cuont")]
    [InlineData("{ 'a': $x, $y: b[$z] }", "x y z")]
    [InlineData("( $x := 1; $x + $X )", "X")]
    [InlineData("$map(a, function($v, $i) { $v + $i + $w })", "w")]
    [InlineData("a ~> $uper", "uper")]
    [InlineData("$sum(a, ?) ~> $f", "f")]
    [InlineData("a@$v.b#$i[$v = $i].{ 'x': $v, 'y': $i, 'z': $j }", "j")]
    [InlineData("a#$i.$i", "")]
    [InlineData("$ = $$ and $.a = $$.b and a.{ 'c': %.a }", "")]
    [InlineData("a ~> | b | { 'c': $d } |", "d")]
    [InlineData("a^(<$k){ b: $sum($) }", "k")]
    [InlineData("a ? $t : $e", "t e")]
    [InlineData("($f := function($n) { $n <= 1 ? 1 : $n * $f($n - 1) }; $f(5))", "")]
    [InlineData("$eval('$x := 1') + $x", "")]
    [InlineData("\"$x\" & '$y' /* $z */", "")]
    public void FindFreeNames_OfWhatNobodyBinds(string expression, string names) =>
        Assert.Equal(names, string.Join(' ', JsonataExpression.Compile(expression).FindFreeNames().Select(found => found.Text)));

    [Fact]
    public void FindFreeNames_Position_IsBehindTheName() => Assert.Equal([new JsonataWrittenText("x", 5)], JsonataExpression.Compile("1 +$x * 2").FindFreeNames());
}

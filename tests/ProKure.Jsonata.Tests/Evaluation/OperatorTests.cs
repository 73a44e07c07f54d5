namespace ProKure.Jsonata.Tests.Evaluation;

public sealed class OperatorTests
{
    private const string Input =
        """
        {"a":1,"b":[1,2,3],"c":{"d":"x","e":null},"f":[{"g":1,"h":"p"},{"g":2,"h":"q"},{"g":2,"h":"r"}],"s":"foo bar","t":true,"n":-2.5}
        """;

    /// <summary>Expression, and the result or the code of the fault, as the reference gives it.</summary>
    public static TheoryData<string, string> Cases() => new()
    {
        { "1+2", "3" },
        { "5-7", "-2" },
        { "3*4", "12" },
        { "7/2", "3.5" },
        { "7%4", "3" },
        { "-7%4", "-3" },
        { "a+missing", "undefined" },
        { "-a", "-1" },
        { "-(2)", "-2" },
        { "--2", "2" },
        { "0.1+0.2", "0.30000000000000004" },
        { "1/3", "0.3333333333333333" },
        { "'a'&'b'", "\"ab\"" },
        { "a&s", "\"1foo bar\"" },
        { "missing&1", "\"1\"" },
        { "1&null", "\"1null\"" },
        { "1&[1,2]", "\"1[1,2]\"" },
        { "{}&''", "\"{}\"" },
        { "a=1", "true" },
        { "a='1'", "false" },
        { "b=[1,2,3]", "true" },
        { "c={'e':null,'d':'x'}", "true" },
        { "missing=missing", "false" },
        { "missing!=1", "false" },
        { "a!=2", "true" },
        { "1<2", "true" },
        { "2<=2", "true" },
        { "'a'<'b'", "true" },
        { "'B'<'a'", "true" },
        { "missing<1", "undefined" },
        { "3>=missing", "undefined" },
        { "1 in b", "true" },
        { "4 in b", "false" },
        { "'x' in 'x'", "true" },
        { "c in [c]", "true" },
        { "missing in b", "false" },
        { "true and false", "false" },
        { "a and b", "true" },
        { "missing or a", "true" },
        { "false or missing", "false" },
        { "[1..3]", "[1,2,3]" },
        { "[1..1]", "[1]" },
        { "[3..1]", "[]" },
        { "[1..missing]", "[]" },
        { "[-1..1]", "[-1,0,1]" },
        { "a?1:2", "1" },
        { "missing?1:2", "2" },
        { "missing?1", "undefined" },
        { "a ?: 5", "1" },
        { "missing ?: 5", "5" },
        { "0 ?: 'zero'", "\"zero\"" },
        { "'' ?? 'x'", "\"\"" },
        { "missing ?? 'x'", "\"x\"" },
        { "null ?? 'x'", "null" },
        { "a ?? 'x'", "1" },
        { "1 ~> $string", "\"1\"" },
        { "b ~> $sum()", "6" },
        { "b ~> $map(function($x){$x+1})", "[2,3,4]" },
        { "($f := $uppercase ~> $length; $f('abc'))", "3" },
        { "(1;2;3)", "3" },
        { "()", "undefined" },
        { "($x := 5; $x + 1)", "6" },
        { "($x := 1; ($x := 2); $x)", "1" },
        { "($x := missing; $x)", "undefined" },
        { "/* c */ 1", "1" },
        { "1 /* a */ + /* b */ 2", "3" },
        { "and", "undefined" },
        { "or", "undefined" },
        { "in", "undefined" },
        { "[true,false,null]", "[true,false,null]" },
        { "\"\\u00e9\\n\"", "\"\u00e9\\n\"" },
        { "'it''s'", "S0201" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Operator_OverTheInput_GivesWhatTheReferenceGives(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, Input));
}

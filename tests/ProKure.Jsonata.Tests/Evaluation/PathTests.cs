namespace ProKure.Jsonata.Tests.Evaluation;

public sealed class PathTests
{
    private const string Input =
        """
        {"a":1,"b":[1,2,3],"c":{"d":"x","e":null},"f":[{"g":1,"h":"p"},{"g":2,"h":"q"},{"g":2,"h":"r"}],"s":"foo bar","t":true,"n":-2.5}
        """;

    /// <summary>Expression, and the result or the code of the fault, as the reference gives it.</summary>
    public static TheoryData<string, string> Cases() => new()
    {
        { "a", "1" },
        { "missing", "undefined" },
        { "c.d", "\"x\"" },
        { "c.e", "null" },
        { "b", "[1,2,3]" },
        { "b[0]", "1" },
        { "b[-1]", "3" },
        { "b[5]", "undefined" },
        { "b[1.9]", "2" },
        { "b[[0,2]]", "[1,3]" },
        { "b[[0..1]]", "[1,2]" },
        { "b[$>1]", "[2,3]" },
        { "f.g", "[1,2,2]" },
        { "f[0].g", "1" },
        { "f.g[0]", "[1,2,2]" },
        { "(f.g)[0]", "1" },
        { "f[g=2].h", "[\"q\",\"r\"]" },
        { "f[g=2][0].h", "\"q\"" },
        { "f[h='p'].g", "1" },
        { "f[h='p'].g[]", "[1]" },
        { "f[h='p'][].g", "[1]" },
        { "a[]", "[1]" },
        { "b.($*2)", "[2,4,6]" },
        { "*", "[1,1,2,3,{\"d\":\"x\",\"e\":null},{\"g\":1,\"h\":\"p\"},{\"g\":2,\"h\":\"q\"},{\"g\":2,\"h\":\"r\"},\"foo bar\",true,-2.5]" },
        { "c.*", "[\"x\",null]" },
        { "**.g", "[1,2,2]" },
        { "f.*", "[1,\"p\",2,\"q\",2,\"r\"]" },
        { "**[$='x']", "\"x\"" },
        { "$.a", "1" },
        { "$$.c.d", "\"x\"" },
        { "f.$.g", "[1,2,2]" },
        { "`a`", "1" },
        { "'a'.b", "undefined" },
        { "f.(g & h)", "[\"1p\",\"2q\",\"2r\"]" },
        { "f.[g,h]", "[[1,\"p\"],[2,\"q\"],[2,\"r\"]]" },
        { "f.{'k':g}", "[{\"k\":1},{\"k\":2},{\"k\":2}]" },
        { "f.{h:g}", "[{\"p\":1},{\"q\":2},{\"r\":2}]" },
        { "b[$$.a]", "2" },
        { "f[$.g=1].h", "\"p\"" },
        { "[f.g]", "[1,2,2]" },
        { "f.missing", "undefined" },
        { "c.d.missing", "undefined" },
        { "$.b[0]", "1" },
        { "(b)[1]", "2" },
        { "b[true]", "[1,2,3]" },
        { "b[false]", "undefined" },
        { "b['']", "undefined" },
        { "b[null]", "undefined" },
        { "f[[1]]", "{\"g\":2,\"h\":\"q\"}" },
        { "[[1,2],[3]][0]", "[1,2]" },
        { "[[1,2],[3]].$", "[1,2,3]" },
        { "[1,[2,3]].$", "[1,2,3]" },
        { "{'a':[1]}.a", "[1]" },
        { "[1,2,3][1..2]", "S0202" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Path_OverTheInput_GivesWhatTheReferenceGives(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, Input));
}

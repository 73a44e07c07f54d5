namespace ProKure.Jsonata.Tests.Evaluation;

public sealed class ConstructorTests
{
    private const string Input =
        """
        {"a":1,"b":[1,2,3],"c":{"d":"x","e":null},"f":[{"g":1,"h":"p"},{"g":2,"h":"q"},{"g":2,"h":"r"}],"s":"foo bar","t":true,"n":-2.5}
        """;

    /// <summary>Expression, and the result or the code of the fault, as the reference gives it.</summary>
    public static TheoryData<string, string> Cases() => new()
    {
        { "[]", "[]" },
        { "[1,2]", "[1,2]" },
        { "[1,[2,3]]", "[1,[2,3]]" },
        { "[b,4]", "[1,2,3,4]" },
        { "[[b],4]", "[[1,2,3],4]" },
        { "[missing]", "[]" },
        { "[b[0]]", "[1]" },
        { "{}", "{}" },
        { "{'a':1,'b':[]}", "{\"a\":1,\"b\":[]}" },
        { "{'x':missing}", "{}" },
        { "{'a':a,'nested':{'b':b}}", "{\"a\":1,\"nested\":{\"b\":[1,2,3]}}" },
        { "f{h:g}", "{\"p\":1,\"q\":2,\"r\":2}" },
        { "f{'k':g}", "{\"k\":[1,2,2]}" },
        { "f{$string(g):h}", "{\"1\":\"p\",\"2\":[\"q\",\"r\"]}" },
        { "f{$string(g):$count(h)}", "{\"1\":1,\"2\":2}" },
        { "f{'sum':$sum(g)}", "{\"sum\":5}" },
        { "missing{'a':1}", "{\"a\":1}" },
        { "b{'s':$sum($)}", "{\"s\":6}" },
        { "{s:a}", "{\"foo bar\":1}" },
        { "{'a':1}{'b':$}", "{\"b\":{\"a\":1}}" },
        { "f.{'x':g,'y':h}[0]", "[{\"x\":1,\"y\":\"p\"},{\"x\":2,\"y\":\"q\"},{\"x\":2,\"y\":\"r\"}]" },
        { "{'a':1,'a':2}", "D1009" },
        { "{1:2}", "T1003" },
        { "f{g:h}", "T1003" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Constructor_OverTheInput_GivesWhatTheReferenceGives(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, Input));
}

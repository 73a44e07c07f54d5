namespace ProKure.Jsonata.Tests.Evaluation;

public sealed class TransformTests
{
    private const string Input =
        """
        {"a":1,"b":[1,2,3],"c":{"d":"x","e":null},"f":[{"g":1,"h":"p"},{"g":2,"h":"q"},{"g":2,"h":"r"}],"s":"foo bar","t":true,"n":-2.5}
        """;

    /// <summary>Expression, and the result or the code of the fault, as the reference gives it.</summary>
    public static TheoryData<string, string> Cases() => new()
    {
        { "$ ~> |c|{'z':1}|", "{\"a\":1,\"b\":[1,2,3],\"c\":{\"d\":\"x\",\"e\":null,\"z\":1},\"f\":[{\"g\":1,\"h\":\"p\"},{\"g\":2,\"h\":\"q\"},{\"g\":2,\"h\":\"r\"}],\"s\":\"foo bar\",\"t\":true,\"n\":-2.5}" },
        { "$ ~> |f|{'g':g+10}|", "{\"a\":1,\"b\":[1,2,3],\"c\":{\"d\":\"x\",\"e\":null},\"f\":[{\"g\":11,\"h\":\"p\"},{\"g\":12,\"h\":\"q\"},{\"g\":12,\"h\":\"r\"}],\"s\":\"foo bar\",\"t\":true,\"n\":-2.5}" },
        { "$ ~> |f|{},'h'|", "{\"a\":1,\"b\":[1,2,3],\"c\":{\"d\":\"x\",\"e\":null},\"f\":[{\"g\":1},{\"g\":2},{\"g\":2}],\"s\":\"foo bar\",\"t\":true,\"n\":-2.5}" },
        { "$ ~> |f|{},['g','h']|", "{\"a\":1,\"b\":[1,2,3],\"c\":{\"d\":\"x\",\"e\":null},\"f\":[{},{},{}],\"s\":\"foo bar\",\"t\":true,\"n\":-2.5}" },
        { "$ ~> |c|{'d':'y'},'e'|", "{\"a\":1,\"b\":[1,2,3],\"c\":{\"d\":\"y\"},\"f\":[{\"g\":1,\"h\":\"p\"},{\"g\":2,\"h\":\"q\"},{\"g\":2,\"h\":\"r\"}],\"s\":\"foo bar\",\"t\":true,\"n\":-2.5}" },
        { "c ~> |$|{'n':missing}|", "{\"d\":\"x\",\"e\":null}" },
        { "$ ~> |missing|{'a':1}|", "{\"a\":1,\"b\":[1,2,3],\"c\":{\"d\":\"x\",\"e\":null},\"f\":[{\"g\":1,\"h\":\"p\"},{\"g\":2,\"h\":\"q\"},{\"g\":2,\"h\":\"r\"}],\"s\":\"foo bar\",\"t\":true,\"n\":-2.5}" },
        { "$ ~> |f[g=2]|{'x':true}|", "{\"a\":1,\"b\":[1,2,3],\"c\":{\"d\":\"x\",\"e\":null},\"f\":[{\"g\":1,\"h\":\"p\"},{\"g\":2,\"h\":\"q\",\"x\":true},{\"g\":2,\"h\":\"r\",\"x\":true}],\"s\":\"foo bar\",\"t\":true,\"n\":-2.5}" },
        { "a ~> |$|{}|", "T0410" },
        { "$ ~> |c|5|", "T2011" },
        { "$ ~> |c|{},5|", "T2012" },
        { "[c,c] ~> |$|{'k':1}|", "[{\"d\":\"x\",\"e\":null,\"k\":1},{\"d\":\"x\",\"e\":null,\"k\":1}]" },
        { "($c:=c ~> |$|{'d':0}|; [c.d, $c.d])", "[\"x\",0]" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Transform_OverTheInput_GivesWhatTheReferenceGives(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, Input));
}

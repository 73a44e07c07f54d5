namespace ProKure.Jsonata.Tests.Evaluation;

public sealed class OrderTests
{
    private const string Input =
        """
        {"a":1,"b":[1,2,3],"c":{"d":"x","e":null},"f":[{"g":1,"h":"p"},{"g":2,"h":"q"},{"g":2,"h":"r"}],"s":"foo bar","t":true,"n":-2.5}
        """;

    /// <summary>Expression, and the result or the code of the fault, as the reference gives it.</summary>
    public static TheoryData<string, string> Cases() => new()
    {
        { "b^(>$)", "[3,2,1]" },
        { "f^(>g, h).h", "[\"q\",\"r\",\"p\"]" },
        { "f^(g, >h).h", "[\"p\",\"r\",\"q\"]" },
        { "f^(-g).h", "[\"q\",\"r\",\"p\"]" },
        { "[3,1,2]^($)", "[1,2,3]" },
        { "['b','a','C']^($)", "[\"C\",\"a\",\"b\"]" },
        { "f^(missing).h", "[\"p\",\"q\",\"r\"]" },
        { "[{'a':1},{},{'a':0}]^(a)", "[{\"a\":0},{\"a\":1},{}]" },
        { "[{'a':1},{},{'a':0}]^(>a)", "[{\"a\":1},{\"a\":0},{}]" },
        { "f^(g)[0].h", "\"p\"" },
        { "3^($)[]", "[3]" },
        { "[**]^(missing)[0].a", "1" },
        { "[1]^($)", "1" },
        { "[]^($)", "undefined" },
        { "missing^(a)", "undefined" },
        { "[1,'a']^($)", "T2007" },
        { "[true,false]^($)", "T2008" },
        { "f^(h='q').g", "T2008" },
        { "['\\ud83d\\ude00','\\uff5e']^($)", "[\"\ud83d\ude00\",\"\uff5e\"]" },
        { "[{'k':[1]},{'k':[2]}]^(k)", "T2008" },
        { "f^(<h).g", "[1,2,2]" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Order_OverTheInput_GivesWhatTheReferenceGives(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, Input));
}

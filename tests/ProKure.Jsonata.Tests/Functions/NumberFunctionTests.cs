namespace ProKure.Jsonata.Tests.Functions;

public sealed class NumberFunctionTests
{
    private const string Input =
        """
        {"a":1,"b":[1,2,3],"c":{"d":"x","e":null},"f":[{"g":1,"h":"p"},{"g":2,"h":"q"},{"g":2,"h":"r"}],"s":"foo bar","t":true,"n":-2.5}
        """;

    /// <summary>Expression, and the result or the code of the fault, as the reference gives it.</summary>
    public static TheoryData<string, string> Cases() => new()
    {
        { "$number('12.5')", "12.5" },
        { "$number('0x1F')", "31" },
        { "$number('0b101')", "5" },
        { "$number('0o17')", "15" },
        { "$number('1e3')", "1000" },
        { "$number(true)", "1" },
        { "$number('x')", "D3030" },
        { "$number(null)", "T0410" },
        { "$number(missing)", "undefined" },
        { "$number(' 1')", "D3030" },
        { "$abs(n)", "2.5" },
        { "$floor(n)", "-3" },
        { "$ceil(n)", "-2" },
        { "$round(2.5)", "2" },
        { "$round(3.5)", "4" },
        { "$round(n)", "-2" },
        { "$round(125.125,2)", "125.12" },
        { "$round(1234,-2)", "1200" },
        { "$sqrt(2)", "1.4142135623730951" },
        { "$sqrt(-1)", "D3060" },
        { "$power(2,10)", "1024" },
        { "$power(2,-2)", "0.25" },
        { "$power(10,400)", "D3061" },
        { "$formatBase(255,16)", "\"ff\"" },
        { "$formatBase(255)", "\"255\"" },
        { "$formatBase(10,1)", "D3100" },
        { "$formatBase(-5,2)", "\"-101\"" },
        { "$formatNumber(1234.5,'#,##0.00')", "\"1,234.50\"" },
        { "$formatNumber(-0.5,'0%')", "\"-50%\"" },
        { "$formatInteger(12,'w')", "\"twelve\"" },
        { "$formatInteger(12,'I')", "\"XII\"" },
        { "$formatInteger(3,'1;o')", "\"3rd\"" },
        { "$parseInteger('twelve','w')", "12" },
        { "$parseInteger('XII','I')", "12" },
        { "$abs('x')", "T0410" },
        { "$sum(b)", "6" },
        { "$sum([])", "0" },
        { "$sum(missing)", "undefined" },
        { "$sum(5)", "5" },
        { "$sum(['a'])", "T0412" },
        { "$max(b)", "3" },
        { "$max([])", "undefined" },
        { "$min(b)", "1" },
        { "$min(missing)", "undefined" },
        { "$average(b)", "2" },
        { "$average([])", "undefined" },
        { "$count(b)", "3" },
        { "$count(missing)", "0" },
        { "$count(a)", "1" },
        { "$count([])", "0" },
        { "$count([[]])", "1" },
        { "$random() < 1", "true" },
        { "$type($random())", "\"number\"" },
        { "b.$abs()", "[1,2,3]" },
        { "$sum([0.1,0.2,0.3])", "0.6000000000000001" },
        { "$max([1,'a'])", "T0412" },
        { "1/0", "null" },
        { "$string(1/0)", "D3001" },
        { "(1/0)+1", "D1001" },
        { "$number('1e999')", "D3030" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void NumberFunction_OverTheInput_GivesWhatTheReferenceGives(string expression, string expected) =>
        Assert.Equal(expected, Evaluate.Text(expression, Input));
}

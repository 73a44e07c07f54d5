using System.Text;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Tests.Capture;

/// <summary>What messages about a document keep of its values.</summary>
public sealed class QuotedValuesTests
{
    private const string Document = """
        { "po": "PO-4711", "login": { "user": "anna", "password": "Pw7h\"J2k+L", "pin": "4711", "n": 12 },
          "credentials": [ "first-of-them", { "x": 987654321 } ], "note": "card 4111111111111111 of anna", "salary": 52345.5, "long_token": "abcdefghijklmnopqrstuvwxyz0123456789" }
        """;

    [Theory]
    [InlineData("""Expected a number, found "Pw7h"J2k+L".""", """Expected a number, found "[REDACTED]".""")]
    [InlineData("""cannot map Pw7h\"J2k+L today""", "cannot map [REDACTED] today")]
    [InlineData("""cannot map Pw7h\u0022J2k\u002BL""", "cannot map [REDACTED]")]
    [InlineData("found first-of-them and 987654321.", "found [REDACTED] and [REDACTED].")]
    [InlineData("found 'card 4111111111111111 of anna'", "found '[REDACTED]'")]
    [InlineData("found \"abcdefghijklmnopqrst…\"", "found \"[REDACTED]…\"")]
    public void Remove_ValueThatTheRulesTakeOut_IsNotNamed(string message, string expected) => Assert.Equal(expected, Remove(message));

    [Theory]
    [InlineData("PO-4711 of anna was refused with 12")]
    [InlineData("there is nothing for abcdefghijklmnopqrst")]
    [InlineData("found 52345.5")]
    public void Remove_AllElse_Stays(string message) => Assert.Equal(message.Replace("-4711 ", "-[REDACTED] ", StringComparison.Ordinal), Remove(message));

    [Theory]
    [InlineData("the pin '4711' is wrong", "the pin '[REDACTED]' is wrong")]
    [InlineData("order 47110 and A4711B are others", "order 47110 and A4711B are others")]
    public void Remove_ShortValue_CountsByItself(string message, string expected) => Assert.Equal(expected, Remove(message));

    [Fact]
    public void Remove_RulesOfOnesOwn_HoldToo() => Assert.Equal("found [REDACTED]", Remove("found 52345.5", Redact.Rules("*salary*")));

    [Theory]
    [InlineData("")]
    [InlineData("no JSON, password=Pw7h")]
    [InlineData("{\"password\":\"Pw7h")]
    public void Gather_NoWholeDocument_RemovesNothingAndDoesNotFail(string document) =>
        Assert.Equal("message", new QuotedValues(RedactionRules.Default, Encoding.UTF8.GetBytes(document)).Remove("message"));

    [Fact]
    public void Gather_DeepDocument_IsReadToItsEnd()
    {
        var deep = $"{string.Concat(Enumerable.Repeat("{\"a\":", 2_000))}{{\"password\":\"secret-at-the-end\"}}{new string('}', 2_000)}";

        Assert.Equal("found [REDACTED]", new QuotedValues(RedactionRules.Default, Encoding.UTF8.GetBytes(deep)).Remove("found secret-at-the-end"));
    }

    private static string Remove(string message, RedactionRules? rules = null) => new QuotedValues(rules ?? RedactionRules.Default, Encoding.UTF8.GetBytes(Document)).Remove(message);
}

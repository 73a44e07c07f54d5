using System.Text;

namespace ProKure.Integrations.Tests.Capture;

/// <summary>A text stops being what it began as just between a name and its value: the rest is read as text, and still begins after the name.</summary>
public sealed class BrokenTextTests
{
    [Theory]
    [InlineData("\"'Z% (client_secret: \"A7G3eDN7WdKmTvjqM0Ok\") end", "\"'Z% (client_secret: \"[REDACTED]\") end")]
    [InlineData("{\"message\":\"login failed, password: \"A7G3eDN7\" was wrong\"}", "{\"message\":\"login failed, password: \"[REDACTED]\" was wrong\"}")]
    [InlineData("{\"message\":\"api_key=\"A7G3eDN7\"\"}", "{\"message\":\"api_key=\"[REDACTED]\"\"}")]
    public void Quote_InsideAString_HidesNoName(string text, string expected) => Assert.Equal(expected, Redact.Text(text));

    [Fact]
    public void Quote_InsideANestedString_HidesNoName() => Assert.Equal(
        """{"n":"\"'Z% (client_secret: \"[REDACTED]\") end"}""", Redact.Text("""{"n":"\u0022'Z% (client_secret: \u0022A7G3eDN7WdKmTvjqM0Ok\u0022) end"}"""));

    [Fact]
    public void What_IsWritten_DoesNotDependOnHowTheTextWasCut()
    {
        const string text = "{\"a\":[1,2,3],\"message\":\"login failed, password: \"A7G3eDN7\" was wrong\"}";
        var whole = Redact.Text(text);

        Assert.All(Enumerable.Range(1, text.Length - 1), cut => Assert.Equal(whole, Redact.Bytes(Encoding.UTF8.GetBytes(text), null, null, cut, text.Length).Text));
    }
}

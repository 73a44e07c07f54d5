using ProKure.Integrations.Repeats;

namespace ProKure.Integrations.Tests.Repeats;

public sealed class IdempotencyKeyTests
{
    [Theory]
    [InlineData("8e03978e-40d5-43e8-bc93-6894a57f9324", "8e03978e-40d5-43e8-bc93-6894a57f9324")]
    [InlineData("\"8e03978e-40d5-43e8-bc93-6894a57f9324\"", "8e03978e-40d5-43e8-bc93-6894a57f9324")]
    [InlineData("  \"with blank, comma; and more\" ", "with blank, comma; and more")]
    [InlineData("\"a \\\"quoted\\\" \\\\ one\"", "a \"quoted\" \\ one")]
    [InlineData("PO-4711:approve/3=", "PO-4711:approve/3=")]
    public void TryParse_EitherForm_IsTheKey(string header, string text)
    {
        Assert.True(IdempotencyKey.TryParse(header, out var key));
        Assert.Equal(text, key!.Text);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("\"\"")]
    [InlineData("two words")]
    [InlineData("a,b")]
    [InlineData("\"a\", \"b\"")]
    [InlineData("\"a\";p=1")]
    [InlineData("a;p=1")]
    [InlineData("\"open")]
    [InlineData("\"ends in escape\\")]
    [InlineData("\"unknown \\n escape\"")]
    [InlineData("half\"quoted")]
    [InlineData("schlüssel")]
    [InlineData("\"schlüssel\"")]
    [InlineData("\"tab\t\"")]
    public void TryParse_AnythingElse_IsRefused(string? header) => Assert.False(IdempotencyKey.TryParse(header, out _));

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void TryParse_Length_IsBounded(int length, bool isKey) => Assert.Equal(isKey, IdempotencyKey.TryParse(new string('k', length), out _));
}

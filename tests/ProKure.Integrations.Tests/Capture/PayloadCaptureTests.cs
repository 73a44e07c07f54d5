using System.Net.Http.Headers;
using System.Text;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Tests.Capture;

public sealed class PayloadCaptureTests
{
    private readonly PayloadCapture _capture = new(RedactionRules.Default);
    private readonly RedactedFields _redacted = new();

    [Theory]
    [InlineData("https://user:pw@erp.example/a?b=1", "https://[REDACTED]@erp.example/a?b=1")]
    [InlineData("https://erp.example/a?api_key=k1&b=2&token=t#f", "https://erp.example/a?api_key=[REDACTED]&b=2&token=[REDACTED]#f")]
    [InlineData("https://erp.example/a?access%5Ftoken=k1", "https://erp.example/a?access%5Ftoken=[REDACTED]")]
    [InlineData("https://erp.example/a@b?q=x@y", "https://erp.example/a@b?q=x@y")]
    public void Url_SecretsInIt_AreRemoved(string url, string expected) => Assert.Equal(expected, _capture.Url(url, _redacted));

    [Theory]
    [InlineData("""Login failed: password="hunter2", user=anna""", "hunter2")]
    [InlineData("Authorization: Bearer eyJhbGciOi.abc.def rejected", "eyJhbGciOi")]
    [InlineData("""{"client_secret":"s3cr3t!value","x":""", "s3cr3t!value")]
    [InlineData("""{\"api_key\":\"abc123def\"}""", "abc123def")]
    [InlineData("client secret = s3cr3t", "s3cr3t")]
    public void Message_SecretInIt_IsRemoved(string message, string secret)
    {
        var stored = _capture.Message(message, _redacted);

        Assert.DoesNotContain(secret, stored, StringComparison.Ordinal);
        Assert.Contains(Placeholder.Text, stored, StringComparison.Ordinal);
        Assert.NotEmpty(_redacted.Names);
    }

    [Fact]
    public void Message_WithoutSecrets_StaysAsItIs()
    {
        const string message = "Material MAT-1001 is blocked for procurement (06/017); spin: 4, opinion = good";

        Assert.Equal(message, _capture.Message(message, _redacted));
        Assert.Empty(_redacted.Names);
    }

    [Fact]
    public void Payload_Headers_KeepTheNameAndLoseTheValueUnlessAllowed()
    {
        using var request = new HttpRequestMessage();
        request.Headers.TryAddWithoutValidation("X-Api-Key", "k1");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("X-Anything", "who knows");

        var payload = _capture.Payload(request.Headers, null, default, _redacted);

        Assert.Equal(
            [new("X-Api-Key", "[REDACTED]"), new("Accept", "application/json"), new("X-Anything", "[REDACTED]")], payload.Headers);
        Assert.Equal(BodyFormat.None, payload.Format);
        Assert.Equal(["header X-Api-Key", "header X-Anything"], _redacted.Names);
    }

    [Fact]
    public void Payload_BinaryBody_IsKeptAsBase64()
    {
        byte[] body = [0xFF, 0xD8, 0x00, 0x10];

        var payload = Payload(body, "image/jpeg");

        Assert.Equal((BodyFormat.Base64, "/9gAEA=="), (payload.Format, Encoding.ASCII.GetString(payload.Body.Span)));
    }

    [Fact]
    public void Payload_TextInAnotherCharset_IsKeptAsText()
    {
        var payload = Payload(Encoding.Latin1.GetBytes("Größe: 4"), "text/plain; charset=iso-8859-1");

        Assert.Equal((BodyFormat.Text, "Größe: 4"), (payload.Format, Encoding.UTF8.GetString(payload.Body.Span)));
    }

    [Fact]
    public void Payload_OverTheLimit_IsCutBetweenCharactersAndMarked()
    {
        var body = Encoding.UTF8.GetBytes("x" + new string('é', PayloadCapture.MaxBodyBytes));

        var payload = Payload(body, "text/plain");

        Assert.True(payload.IsTruncated);
        Assert.Equal(PayloadCapture.MaxBodyBytes - 1, payload.Body.Length);
        Assert.EndsWith("é", Encoding.UTF8.GetString(payload.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Payload_LongJson_IsRedactedBeforeItIsCut()
    {
        var json = $$"""{"fill":"{{new string('x', PayloadCapture.MaxBodyBytes - 30)}}","password":"{{new string('s', 100)}}"}""";

        var payload = Payload(Encoding.UTF8.GetBytes(json), "application/json");

        Assert.DoesNotContain("ssss", Encoding.UTF8.GetString(payload.Body.Span), StringComparison.Ordinal);
        Assert.Equal(["password"], _redacted.Names);
    }

    private CapturedPayload Payload(byte[] body, string contentType)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        using var request = new HttpRequestMessage();
        return _capture.Payload(request.Headers, content.Headers, body, _redacted);
    }
}

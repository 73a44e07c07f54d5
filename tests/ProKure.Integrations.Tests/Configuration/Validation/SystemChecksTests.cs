using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration.Validation;

public sealed class SystemChecksTests
{
    private const string Credentials =
        "Credentials belong to the system's encrypted credential, not into configuration, which is kept and shown in plain text.";

    [Theory]
    [InlineData("sap", "code: Expected a code (1 to 64 of A-Z, 0-9, '_', '.', '-', starting with a letter or digit), found 'sap'.")]
    [InlineData("", "code: Expected a code (1 to 64 of A-Z, 0-9, '_', '.', '-', starting with a letter or digit), found ''.")]
    public void Code_OfOtherForm_IsAFault(string code, string fault)
    {
        var system = SampleRows.System with { Code = code };

        var found = Assert.Single(ConfigurationValidator.Validate(HubConfiguration.Empty, [SampleRows.Organization, system]));

        Assert.Equal(fault, $"{found.Path}: {found.Message}");
    }

    [Theory]
    [InlineData("/relative", "Expected an absolute http or https URL, such as https://sap.example.com/api, found '/relative'.")]
    [InlineData("ftp://sap/x", "Expected an absolute http or https URL, such as https://sap.example.com/api, found 'ftp://sap/x'.")]
    [InlineData("https://me:pw@sap/x", "Expected no user name or password in the URL. " + Credentials)]
    [InlineData("https://sap/x?client=100", "Expected no query in the URL; parameters belong to an endpoint's query.")]
    [InlineData("https://sap/x#top", "Expected no fragment in the URL; it is never sent.")]
    [InlineData("https://sap/{client}", "Expected no braces in the URL; parameters belong to an endpoint's path.")]
    public void BaseUrl_ThatCannotBeAppendedTo_IsAFault(string url, string message)
    {
        var system = SampleRows.System with { BaseUrl = new Uri(url, UriKind.RelativeOrAbsolute) };

        Assert.Equal([$"base_url: {message}"], SampleRows.FaultsOf(system));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5081")]
    [InlineData("https://[::1]:8443/sap/")]
    [InlineData("https://münchen.example/sap")]
    public void BaseUrl_Absolute_IsFine(string url) => Assert.Empty(SampleRows.FaultsOf(SampleRows.System with { BaseUrl = new Uri(url) }));

    [Fact]
    public void TimeSpans_OutOfRange_AreFaultsWithUnits()
    {
        var system = SampleRows.System with { ConnectTimeout = TimeSpan.FromMinutes(3), Timeout = TimeSpan.Zero };

        Assert.Equal(
            ["connect_timeout: Expected 1ms to 2m, found 3m.", "timeout: Expected 1ms to 1h, found 0s."], SampleRows.FaultsOf(system));
    }

    [Fact]
    public void TimeSpan_WithPartOfMillisecond_IsAFault() =>
        Assert.Equal(
            ["timeout: Expected whole milliseconds, found 1.5ms."],
            SampleRows.FaultsOf(SampleRows.System with { Timeout = TimeSpan.FromTicks(15_000) }));

    [Theory]
    [InlineData("X Y", "headers[\"X Y\"]: Expected a header name (1 to 128 of letters, digits and !#$%&'*+-.^_`|~), found 'X Y'.")]
    [InlineData("", "headers[\"\"]: Expected a header name (1 to 128 of letters, digits and !#$%&'*+-.^_`|~), found ''.")]
    [InlineData("host", "headers.host: The header 'host' cannot be configured: it comes from base_url.")]
    [InlineData("Content-Length", "headers.Content-Length: The header 'Content-Length' cannot be configured: it comes from the body.")]
    [InlineData("Transfer-Encoding", "headers.Transfer-Encoding: The header 'Transfer-Encoding' cannot be configured: the connection decides it.")]
    [InlineData("Connection", "headers.Connection: The header 'Connection' cannot be configured: the connection decides it.")]
    [InlineData("TraceParent", "headers.TraceParent: The header 'TraceParent' cannot be configured: the hub sends the call's own.")]
    [InlineData("Authorization", "headers.Authorization: The header 'Authorization' looks like a credential. " + Credentials)]
    [InlineData("X-Api-Key", "headers.X-Api-Key: The header 'X-Api-Key' looks like a credential. " + Credentials)]
    [InlineData("Ocp-Apim-Subscription-Key", "headers.Ocp-Apim-Subscription-Key: The header 'Ocp-Apim-Subscription-Key' looks like a credential. " + Credentials)]
    [InlineData("Cookie", "headers.Cookie: The header 'Cookie' looks like a credential. " + Credentials)]
    public void HeaderName_ThatMustNotBeConfigured_IsAFault(string name, string fault) =>
        Assert.Equal([fault], SampleRows.FaultsOf(SampleRows.System with { Headers = SampleRows.Map((name, "x")) }));

    [Theory]
    [InlineData("a\r\nX-Evil: 1", "Expected a header value of printable ASCII without line breaks, found U+000D at index 1.")]
    [InlineData("Größe", "Expected a header value of printable ASCII without line breaks, found U+00F6 at index 2.")]
    [InlineData(" x", "Expected a header value without spaces at its start and end.")]
    [InlineData("Bearer abc", "The value looks like a credential. " + Credentials)]
    public void HeaderValue_ThatCannotBeSent_IsAFaultWithoutTheValue(string value, string message) =>
        Assert.Equal([$"headers.X-Client: {message}"], SampleRows.FaultsOf(SampleRows.System with { Headers = SampleRows.Map(("X-Client", value)) }));

    [Fact]
    public void Headers_SameNameInOtherCase_IsAFault() =>
        Assert.Equal(
            ["headers.accept: The header 'accept' stands there twice; letter case does not matter."],
            SampleRows.FaultsOf(SampleRows.System with { Headers = SampleRows.Map(("Accept", "a"), ("accept", "b")) }));

    [Fact]
    public void Headers_CsrfTokenFetch_IsFine() =>
        Assert.Empty(SampleRows.FaultsOf(SampleRows.System with { Headers = SampleRows.Map(("X-CSRF-Token", "Fetch")) }));

    [Fact]
    public void RedactedFields_EmptyOrTwice_AreFaults() =>
        Assert.Equal(
            [
                "redacted_fields[1]: Expected a field's name, found ''.",
                "redacted_fields[2]: 'IBAN' stands there twice; letter case does not matter.",
            ],
            SampleRows.FaultsOf(SampleRows.System with { RedactedFields = ["iban", "", "IBAN"] }));

    [Fact]
    public void Redaction_RulesThatSayNothing_AreFaults() =>
        Assert.Equal(
            [
                "redaction.fields[0]: Expected a name at the end of the path. Found '$.a.**'.",
                "redaction.fields[1]: Expected more than *, which is every field. Found '*'.",
                "redaction.patterns[0]: Expected a pattern that begins with 3 literal characters, as ACME-####-*. Found '##'.",
                "redaction.patterns[1]: Expected printable ASCII without blanks, and * at the end only. Found 'ab*cd'.",
                "redaction.allowed_headers[0]: Expected a header that holds no credential; those are never stored. Found 'X-Api-Key'.",
                "redaction.allowed_headers[1]: Expected a header's name. Found 'a b'.",
                "redaction.allowed_headers[3]: 'x-plant' stands there twice; letter case does not matter.",
            ],
            SampleRows.FaultsOf(SampleRows.System with
            {
                Redaction = new RedactionConfig
                {
                    Fields = ["$.a.**", "*", "$.payment.card.*", "**.iban", "*token*"],
                    Patterns = ["##", "ab*cd", "ACME-####-*"],
                    AllowedHeaders = ["X-Api-Key", "a b", "X-Plant", "x-plant"],
                },
            }));
}

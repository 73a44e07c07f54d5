using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration.Validation;

public sealed class EndpointChecksTests
{
    private static readonly EndpointConfig Plain = SampleRows.Endpoint with { PathParameters = SampleRows.Map() };

    [Theory]
    [InlineData("get", "Expected an HTTP method in capitals, such as POST, found 'get'.")]
    [InlineData("", "Expected an HTTP method in capitals, such as POST, found ''.")]
    [InlineData("PO ST", "Expected an HTTP method in capitals, such as POST, found 'PO ST'.")]
    [InlineData("TRACE", "The method TRACE cannot be called: it is meant for proxies and for diagnosis.")]
    public void Method_OfOtherForm_IsAFault(string method, string message) =>
        Assert.Equal([$"method: {message}"], SampleRows.FaultsOf(Plain with { Method = method }));

    [Theory]
    [InlineData("GET")]
    [InlineData("MERGE")]
    [InlineData("M-SEARCH")]
    public void Method_InCapitals_IsFine(string method) => Assert.Empty(SampleRows.FaultsOf(Plain with { Method = method }));

    [Theory]
    [InlineData("", "Expected a path that starts with one '/', found ''.")]
    [InlineData("//evil.example/x", "Expected a path that starts with one '/', found '//evil.example/x'.")]
    [InlineData("/a/../b", "Expected a path without '.' and '..' segments, found '/a/../b'.")]
    [InlineData("/a?b=c", "Expected no '?' in the path; parameters belong to the endpoint's query.")]
    [InlineData("/a b", "Expected ' ' in the path to be percent-encoded.")]
    [InlineData("/ä", "Expected 'ä' in the path to be percent-encoded.")]
    [InlineData("/a%2", "Expected two hexadecimal digits after each '%', found '%2'.")]
    [InlineData("/a/{b", "Expected parameters as {name}; the brace at character 4 of '/a/{b' has no partner.")]
    [InlineData("/a/b}", "Expected parameters as {name}; the brace at character 5 of '/a/b}' has no partner.")]
    [InlineData("/{}", "Expected a name between the braces at character 2 of '/{}', found nothing.")]
    [InlineData("/{po number}", "Expected a parameter name (letters, digits and '_', not starting with a digit) in braces, found 'po number'.")]
    [InlineData("/{1st}", "Expected a parameter name (letters, digits and '_', not starting with a digit) in braces, found '1st'.")]
    [InlineData("/{a}/{b}/{a}", "The parameter {a} stands twice in '/{a}/{b}/{a}'.")]
    public void Path_OfOtherForm_IsAFault(string path, string message) =>
        Assert.Equal([$"path: {message}"], SampleRows.FaultsOf(Plain with { Path = path }));

    [Theory]
    [InlineData("/")]
    [InlineData("/sap/opu/odata/PO_SRV/PurchaseOrders('{po_number}')/{_item}")]
    [InlineData("/caf%C3%A9;v=1")]
    public void Path_WellFormed_IsFine(string path) => Assert.Empty(SampleRows.FaultsOf(Plain with { Path = path }));

    [Fact]
    public void PathParameter_NotInPath_IsAFaultWithSuggestion() =>
        Assert.Equal(
            ["path_parameters.po_numer: The path has no parameter {po_numer}. Did you mean 'po_number'?"],
            SampleRows.FaultsOf(Plain with { PathParameters = SampleRows.Map(("po_numer", "x")) }));

    [Fact]
    public void Expressions_Empty_AreFaultsAtTheirPaths()
    {
        var endpoint = SampleRows.Endpoint with
        {
            PathParameters = SampleRows.Map(("po_number", "")),
            Query = SampleRows.Map(("$expand", " "), ("a.b", "")),
            Headers = SampleRows.Map(("X-Reason", "")),
            SuccessRule = "",
            ErrorMessage = "\n",
        };

        const string message = "Expected a JSONata expression, found nothing.";
        Assert.Equal(
            [
                $"path_parameters.po_number: {message}",
                $"query.$expand: {message}",
                $"query[\"a.b\"]: {message}",
                $"headers.X-Reason: {message}",
                $"success_rule: {message}",
                $"error_message: {message}",
            ],
            SampleRows.FaultsOf(endpoint));
    }

    [Fact]
    public void Headers_ThatLookLikeCredentials_AreFaultsAlsoWhenComputed() =>
        Assert.Equal(
            ["headers.Authorization: The header 'Authorization' looks like a credential. Credentials belong to the system's encrypted credential, not into configuration, which is kept and shown in plain text."],
            SampleRows.FaultsOf(SampleRows.Endpoint with { Headers = SampleRows.Map(("Authorization", "token")) }));

    [Fact]
    public void Numbers_OutOfRange_AreFaultsWithUnits() =>
        Assert.Equal(
            [
                "timeout: Expected 1ms to 1h, found 2h.",
                "max_response_bytes: Expected 1 to 1073741824 bytes, found 0.",
                "idempotency: Expected one of NOT_IDEMPOTENT, IDEMPOTENT, IDEMPOTENT_WITH_KEY, found '7'.",
            ],
            SampleRows.FaultsOf(SampleRows.Endpoint with { Timeout = TimeSpan.FromHours(2), MaxResponseBytes = 0, Idempotency = (Idempotency)7 }));

    [Fact]
    public void Transform_Unknown_IsAFaultWithSuggestion() =>
        Assert.Equal(
            ["response_transform: There is no transform 'CREATE_PO_REQEST' in system 'SAP'. Did you mean 'CREATE_PO_REQUEST'?"],
            SampleRows.FaultsOf(SampleRows.Endpoint with { ResponseTransform = "CREATE_PO_REQEST" }));

    [Fact]
    public void Transform_NeverPublished_IsAFaultUnlessEndpointIsDisabled()
    {
        var draft = SampleRows.Transform with { Published = null, PublishedVersion = 0, Draft = "{}" };

        var enabled = ConfigurationValidator.Validate(
            HubConfiguration.Empty, [SampleRows.Organization, SampleRows.Policy, SampleRows.System, draft, SampleRows.Endpoint]);
        var disabled = ConfigurationValidator.Validate(
            HubConfiguration.Empty,
            [SampleRows.Organization, SampleRows.Policy, SampleRows.System, draft, SampleRows.Endpoint with { Enabled = false }]);

        Assert.Equal(
            "The transform 'CREATE_PO_REQUEST' was never published; publish it, or disable the endpoint.", Assert.Single(enabled).Message);
        Assert.Empty(disabled);
    }
}

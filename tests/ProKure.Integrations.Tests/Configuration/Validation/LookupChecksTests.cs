using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Tests.Configuration.Validation;

public sealed class LookupChecksTests
{
    private static readonly EndpointConfig Find = SampleRows.Endpoint with { Code = "FIND_PO", Method = "GET", RequestTransform = null };

    private static readonly EndpointConfig Create = SampleRows.Endpoint with
    {
        Lookup = new LookupConfig { Endpoint = "FIND_PO", Input = "{ 'reference': payload.po_number }", Done = "status = 200", NotDone = "status = 404", Result = "body.d" },
    };

    [Fact]
    public void Lookup_ThatAsksAGetOrAnIdempotentEndpoint_IsFine()
    {
        Assert.Empty(Faults(Create, Find));
        Assert.Empty(Faults(Create, Find with { Method = "POST", Idempotency = Idempotency.Idempotent }));
    }

    [Fact]
    public void Lookup_WithFaults_ReportsEachOfThem() => Assert.Equal(
        [
            "CREATE_PO: lookup: Expected no look-up with idempotency IDEMPOTENT: what may be repeated needs none.",
            "CREATE_PO: lookup.endpoint: There is no endpoint 'FIND_POS' in system 'SAP'. Did you mean 'FIND_PO'?",
            "CREATE_PO: lookup.input: Expected a JSONata expression, found nothing.",
            "CREATE_PO: lookup.done: Not JSONata: The expression ends where an operand is expected (S0207).",
            "CREATE_PO: lookup.delay: Expected 0s to 1h, found 2h.",
            "CREATE_PO: lookup.attempts: Expected 1 to 20 questions, found 0.",
        ],
        Faults(
            Create with
            {
                Idempotency = Idempotency.Idempotent,
                Lookup = Create.Lookup! with { Endpoint = "FIND_POS", Input = " ", Done = "status =", Delay = TimeSpan.FromHours(2), Attempts = 0 },
            },
            Find));

    [Fact]
    public void Lookup_ThatAsksWhatIsNoQuestion_IsAFault()
    {
        Assert.Equal(
            [
                "CREATE_PO: lookup.endpoint: Expected an endpoint that is called with GET or idempotent, found FIND_PO.",
                "FIND_PO: : Endpoint CREATE_PO asks this one in its look-up, so it must be called with GET or idempotent.",
            ],
            Faults(Create, Find with { Method = "POST" }));
        Assert.Equal(
            "CREATE_PO: lookup.endpoint: Expected another endpoint, found the endpoint itself.",
            Faults(Create with { Lookup = Create.Lookup! with { Endpoint = "CREATE_PO" } }, Find)[0]);
        var paged = Find with { Pagination = new PaginationConfig { Style = PaginationStyle.Link, Items = "d" } };
        Assert.Equal("CREATE_PO: lookup.endpoint: Expected an endpoint that is without pages, found FIND_PO.", Faults(Create, paged)[0]);
    }

    [Fact]
    public void AskedEndpoint_ThatGetsALookupOfItsOwn_IsAFaultEvenWhenItAloneIsChanged()
    {
        var other = Find with { Code = "OTHER" };
        var current = new HubConfiguration
        {
            Systems = [SampleRows.Stored(SampleRows.System)],
            Endpoints = [SampleRows.Stored(Create), SampleRows.Stored(Find), SampleRows.Stored(other)],
            RetryPolicies = [SampleRows.Stored(SampleRows.Policy)],
        };

        var faults = ConfigurationValidator.Validate(current, [Find with { Lookup = new LookupConfig { Endpoint = "OTHER", Done = "true" } }]);

        Assert.Contains(faults, fault => fault.Message == "Endpoint CREATE_PO asks this one in its look-up, so it must be without a look-up of its own.");
    }

    [Theory]
    [InlineData("X-Request-Key", null)]
    [InlineData("Idempotency-Key", null)]
    [InlineData("no name", "idempotency_header: Expected a header name (1 to 128 of letters, digits and !#$%&'*+-.^_`|~), found 'no name'.")]
    [InlineData("Host", "idempotency_header: The header 'Host' cannot carry the key: it comes from base_url.")]
    [InlineData("x-reason-code", "idempotency_header: The header 'x-reason-code' stands among the endpoint's headers too.")]
    public void IdempotencyHeader_IsAHeaderThatIsFree(string name, string? fault) =>
        Assert.Equal(fault is null ? [] : [fault], SampleRows.FaultsOf(SampleRows.Endpoint with { Idempotency = Idempotency.IdempotentWithKey, IdempotencyHeader = name }));

    private static List<string> Faults(params EndpointConfig[] endpoints)
    {
        var others = SampleRows.All.Where(row => row is not EndpointConfig);
        return [.. ConfigurationValidator.Validate(HubConfiguration.Empty, [.. others, .. endpoints]).Select(fault => $"{fault.Key.Code}: {fault.Path}: {fault.Message}")];
    }
}

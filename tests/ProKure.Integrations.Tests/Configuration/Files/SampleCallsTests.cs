using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ProKure.Integrations.Configuration.Files;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Tests.Execution;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Tests.Configuration.Files;

/// <summary>The sample configuration at work: applied from its files, called through the pipeline, answered by the simulated SAP.</summary>
public sealed class SampleCallsTests(PipelineFixture fixture) : IClassFixture<PipelineFixture>
{
    [Fact]
    public async Task CreatePo_SampleOrder_IsSentInSapsCodesAndAnsweredInOurs()
    {
        var result = await RunAsync("CREATE_PO", SampleFolder.Request("create-po.json"));

        AssertJson(
            """
            {"PurchaseOrder":{"VendorCode":"V-100045","CompanyCode":"1000","Reference":"PO-4711","Currency":"EUR",
              "Items":[{"Material":"MAT-1001","Qty":10,"Unit":"EA"}]}}
            """,
            LastRequest());
        var answer = Answer(result);
        var number = (string)answer["po_number"]!;
        AssertJson(
            $$"""
            {"po_number":"{{number}}","status":"ORDERED",
             "messages":[{"severity":"SUCCESS","code":"MEPO/001","text":"Standard PO created under the number {{number}}"}]}
            """,
            answer.ToJsonString());
    }

    [Fact]
    public async Task CreatePo_SeveralItems_MapsEachUnit()
    {
        await RunAsync("CREATE_PO", SampleFolder.Request("several-items.json"));

        var units = JsonNode.Parse(LastRequest())!["PurchaseOrder"]!["Items"]!.AsArray().Select(item => (string)item!["Unit"]!).ToArray();
        Assert.Equal(3, units.Length);
        Assert.Equal(2, units.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain("PCE", units, StringComparer.Ordinal);
    }

    [Fact]
    public async Task CreatePo_Warning_IsASuccessThatHandsItOn()
    {
        var result = await RunAsync("CREATE_PO", SampleFolder.Request("warn.json"));

        Assert.Equal(
            ["SUCCESS", "WARNING"], Answer(result)["messages"]!.AsArray().Select(message => (string)message!["severity"]!).ToArray());
    }

    [Fact]
    public async Task CreatePo_ErrorInsideOf200_FailsWithSapsMessage()
    {
        var result = await RunAsync("CREATE_PO", SampleFolder.Request("blocked.json"));

        Assert.Equal((LogStatus.Failed, 200, ErrorType.BusinessRule), (result.Status, result.ResponseStatus, result.Failure?.Type));
        Assert.Contains("06/017: Material MAT-BLOCKED is blocked for procurement", result.Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreatePo_400WithDetails_FailsWithEachOfThem()
    {
        var result = await RunAsync("CREATE_PO", SampleFolder.Request("invalid.json"));

        Assert.Equal((LogStatus.Failed, 400, ErrorType.HttpStatus), (result.Status, result.ResponseStatus, result.Failure?.Type));
        Assert.Contains(
            "M3/305: The material MAT-INVALID does not exist or is not activated; ME/083: Enter a purchasing group",
            result.Failure!.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task FindPo_OfAnOrderWhoseAnswerWasLost_FindsItByOurNumber_AndTheRuleAgrees()
    {
        var rule = await SampleRuleAsync();
        var lost = SampleFolder.Request("lost.json");

        var call = await RunAsync("CREATE_PO_WITHOUT_KEY", lost);
        var question = Encoding.UTF8.GetString(rule.InputOf(new LookupQuestion
        {
            Payload = Encoding.UTF8.GetBytes(lost),
            Context = LogContext.None,
            IdempotencyKey = "key",
            AttemptNumber = 1,
            Attempt = null,
        }).Span);
        var found = Answer(await RunAsync("FIND_PO", question));

        Assert.Equal((LogStatus.Failed, RetryReason.LookupScheduled), (call.Status, call.Retry?.Reason));
        Assert.Equal("""{"reference":"PO-4739"}""", question);
        var order = Assert.Single(fixture.Sap.PurchaseOrders.FindByReference("PO-4739"));
        AssertJson($$"""{"orders":[{"po_number":"{{order.Number}}","reference":"PO-4739","status":"ORDERED"}]}""", found.ToJsonString());
        Assert.Equal(LookupVerdict.Done, Judge(rule, 200, """{"d":{"results":[{"PurchaseOrder":"4500012345","Status":"ORDERED"}]}}"""));
        Assert.Equal(LookupVerdict.NotDone, Judge(rule, 200, """{"d":{"results":[]}}"""));
        Assert.Equal(LookupVerdict.Unknown, Judge(rule, 200, "{}"));
        Assert.Equal(LookupVerdict.Unknown, Judge(rule, 500, """{"d":{"results":[]}}"""));
    }

    [Theory]
    [InlineData("missing-code.json", "Code mapping set UOM of system SAP has no external code for 'FURLONG'.")]
    [InlineData(null, "The purchase order names no vendor.external_code.")]
    public async Task CreatePo_MappingThatCannotBeWhole_SendsNothing(string? file, string message)
    {
        var before = fixture.Sap.Requests.Counts.Total;

        var result = await RunAsync("CREATE_PO", file is null ? """{"company":"DE01","items":[]}""" : SampleFolder.Request(file));

        Assert.Equal((LogStatus.Failed, ErrorType.Transform), (result.Status, result.Failure?.Type));
        Assert.Contains(message, result.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(before, fixture.Sap.Requests.Counts.Total);
    }

    [Fact]
    public async Task CreatePoSoap_SampleOrder_IsAnsweredInOurWords()
    {
        var result = await RunAsync("CREATE_PO_SOAP", SampleFolder.Request("create-po.json"));

        Assert.Equal("ORDERED", (string)Answer(result)["status"]!);
        Assert.Contains("""<Quantity unit="EA">10</Quantity>""", LastRequest(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CreatePoSoap_Blocked_FailsWithSapsWords()
    {
        var result = await RunAsync("CREATE_PO_SOAP", SampleFolder.Request("blocked.json"));

        Assert.Equal((500, ErrorType.BusinessRule), (result.ResponseStatus, result.Failure?.Type));
        Assert.Equal("Material MAT-BLOCKED is blocked for procurement (06/017)", result.Failure!.Message);
    }

    [Fact]
    public async Task CreatePoProtected_SampleOrder_IsSentWithAToken() =>
        Assert.Equal("ORDERED", (string)Answer(await RunAsync("CREATE_PO_PROTECTED", SampleFolder.Request("create-po.json")))["status"]!);

    [Fact]
    public async Task ListMaterials_AllPages_AreOneAnswer()
    {
        var answer = Answer(await RunAsync("LIST_MATERIALS", "{}"));

        Assert.Equal((25, 3, "MAT-1025"), (answer["materials"]!.AsArray().Count, (int)answer["pages"]!, (string)answer["materials"]![24]!));
    }

    [Fact]
    public async Task GetPoStatus_WithItems_MapsCodesBack()
    {
        var number = await CreateAsync();

        var result = await RunAsync("GET_PO_STATUS", $$"""{"po_number":"{{number}}","include_items":true}""");

        AssertJson(
            $$"""
            {"po_number":"{{number}}","reference":"PO-4711","company":"DE01","status":"ORDERED",
             "items":[{"line":10,"item_code":"MAT-1001","quantity":10,"uom":"PCE"}]}
            """,
            Answer(result).ToJsonString());
        Assert.Equal($"/sap/opu/odata/purchase-orders/{number}?expand=items", LastUrl());
    }

    [Fact]
    public async Task GetPoStatus_WithoutItems_LeavesTheQueryOut()
    {
        var number = await CreateAsync();

        var result = await RunAsync("GET_PO_STATUS", $$"""{"po_number":"{{number}}"}""");

        AssertJson($$"""{"po_number":"{{number}}","reference":"PO-4711","company":"DE01","status":"ORDERED"}""", Answer(result).ToJsonString());
        Assert.Equal($"/sap/opu/odata/purchase-orders/{number}", LastUrl());
    }

    [Fact]
    public async Task CancelPo_WithReason_CancelsOnce()
    {
        var number = await CreateAsync();
        var payload = $$"""{"po_number":"{{number}}","reason_code":"DUPLICATE","reason":"ordered twice"}""";

        var first = await RunAsync("CANCEL_PO", payload);
        AssertJson("""{"Cancellation":{"ReasonCode":"DUPLICATE","Text":"ordered twice"}}""", LastRequest());
        var second = await RunAsync("CANCEL_PO", payload);

        AssertJson($$"""{"po_number":"{{number}}","status":"CANCELLED"}""", Answer(first).ToJsonString());
        Assert.Equal((LogStatus.Failed, 409), (second.Status, second.ResponseStatus));
        Assert.Contains($"Purchase order {number} is already cancelled", second.Failure!.Message, StringComparison.Ordinal);
    }

    private static void AssertJson(string expected, string actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(actual)), actual);

    private static JsonObject Answer(InvocationResult result)
    {
        Assert.True(result.Status == LogStatus.Success, $"{result.Status} {result.Failure?.Message}");
        return JsonSerializer.Deserialize<JsonObject>(result.Response.Span)!;
    }

    private static async Task<LookupRule> SampleRuleAsync()
    {
        var store = new InMemoryConfigurationStore();
        await ConfigurationApply.ApplyAsync(store, ConfigurationFolder.Read(SampleFolder.Path, _ => null), TestKeys.Vault(), "test", TestContext.Current.CancellationToken);
        var snapshot = ConfigurationSnapshot.Compile(await store.LoadAsync(TestContext.Current.CancellationToken), TimeProvider.System);
        return snapshot.FindSystem("SAP")!.FindEndpoint("CREATE_PO_WITHOUT_KEY")!.Lookup!;
    }

    private static LookupVerdict Judge(LookupRule rule, int status, string body)
    {
        using var response = new ExternalResponse(new HttpResponseMessage((HttpStatusCode)status)) { Json = Encoding.UTF8.GetBytes(body) };
        return rule.Judge(response, default).Verdict;
    }

    private string LastRequest() => fixture.Sap.Requests.Recent(1).Single().Body!;

    private string LastUrl() => fixture.Sap.Requests.Recent(1).Single() is var request ? request.Path + request.Query : "";

    private async Task<string> CreateAsync() =>
        (string)Answer(await RunAsync("CREATE_PO", SampleFolder.Request("create-po.json")))["po_number"]!;

    private async Task<InvocationResult> RunAsync(string endpoint, string payload)
    {
        var store = new InMemoryConfigurationStore();
        var url = fixture.Sap.BaseUrl.GetLeftPart(UriPartial.Authority);
        var files = ConfigurationFolder.Read(SampleFolder.Path, name => name == "PROKURE_SAP_URL" ? url : null);
        var applied = await ConfigurationApply.ApplyAsync(store, files, TestKeys.Vault(), "test", TestContext.Current.CancellationToken);
        Assert.True(applied.IsApplied);
        return await fixture.RunAsync(await store.LoadAsync(TestContext.Current.CancellationToken), PipelineFixture.Invocation(endpoint, payload));
    }
}

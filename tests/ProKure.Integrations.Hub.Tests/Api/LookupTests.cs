using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

/// <summary>Calls whose outcome nobody knows, at endpoints that know whom to ask.</summary>
public sealed class LookupTests(SapHubFixture sap) : IAsyncLifetime
{
    private const string Done = "status = 200 and $count(body.d.results) > 0";
    private const string NotDone = "status = 200 and $count(body.d.results) = 0";

    private HubClient Admin => sap.Hub.Admin;

    public async ValueTask InitializeAsync()
    {
        if ((await Admin.GetAsync("/api/v1/systems/SAP/endpoints/FIND_PO")).Status == 200)
            return;
        await sap.Hub.CreateEndpointAsync("FIND_PO", "/purchase-orders", endpoint =>
        {
            endpoint["method"] = "GET";
            endpoint["query"] = new JsonObject { ["reference"] = "reference" };
        });
        await CreateAsync("PO_LOOKED_UP", "50ms", "20s", Done, NotDone);
        await CreateAsync("PO_LOOKED_UP_LATER", "1s", "700ms", Done, NotDone);
        await CreateAsync("PO_NEVER_FOUND", "10ms", "20s", "status = 299", null);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Invoke_AnswerLost_IsFoundWhileTheCallerWaits()
    {
        var answer = (await InvokeAsync("PO_LOOKED_UP", "MAT-LOST", "PO-FOUND")).AssertStatus(200);

        var order = Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-FOUND"));
        Assert.Equal(("SUCCESS", order.Number), ((string?)answer["status"], (string?)answer["response"]!["po_number"]));
        Assert.Equal("FOUND_DONE", Warning(answer));
        var story = await StoryAsync(answer);
        Assert.Equal(["PO_LOOKED_UP FAILED FOUND_DONE", "FIND_PO SUCCESS FOUND_DONE"], story);
    }

    [Fact]
    public async Task Invoke_CertainlyNotDone_SaysSo_AndTheKeyIsFree()
    {
        var answer = await InvokeAsync("PO_LOOKED_UP", "MAT-RESET", "PO-NOT-DONE", ("Idempotency-Key", "po-not-done"));

        Assert.Equal("FOUND_NOT_DONE", Warning(answer.AssertStatus(502)));
        Assert.Empty(sap.Sap.PurchaseOrders.FindByReference("PO-NOT-DONE"));
        (await InvokeAsync("PO_LOOKED_UP", "MAT-1001", "PO-NOT-DONE", ("Idempotency-Key", "po-not-done"))).AssertStatus(200);
    }

    [Fact]
    public async Task Invoke_NoTimeLeft_IsFollowedUp_AndTheCallerIsToldWhere()
    {
        var answer = (await InvokeAsync("PO_LOOKED_UP_LATER", "MAT-SLOW-5000", "PO-FOLLOWED")).AssertProblem(504, "timeout");

        Assert.Equal("STILL_UNKNOWN", Warning(answer));
        var delivery = await EndOfAsync(FollowUpOf(answer));
        Assert.Equal(("SUCCEEDED", "FOUND_DONE"), ((string?)delivery["state"], (string?)delivery["reason"]));
        Assert.Equal(["PO_LOOKED_UP_LATER TIMEOUT FOUND_DONE", "FIND_PO SUCCESS FOUND_DONE"], await StoryAsync(answer));
        Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-FOLLOWED"));
    }

    [Fact]
    public async Task Invoke_NoTimeLeftAndNotDone_IsNotMadeAgain()
    {
        var answer = (await InvokeAsync("PO_LOOKED_UP_LATER", "MAT-HANG", "PO-HUNG")).AssertProblem(504, "timeout");

        var delivery = await EndOfAsync(FollowUpOf(answer));
        Assert.Equal(("DEAD", "FOUND_NOT_DONE"), ((string?)delivery["state"], (string?)delivery["reason"]));
        Assert.Empty(sap.Sap.PurchaseOrders.FindByReference("PO-HUNG"));
    }

    [Fact]
    public async Task Invoke_NothingFound_WaitsForAPerson()
    {
        var answer = (await InvokeAsync("PO_NEVER_FOUND", "MAT-LOST", "PO-NEVER")).AssertStatus(502);

        var delivery = await EndOfAsync(FollowUpOf(answer));
        Assert.Equal(("DEAD", "UNKNOWN_OUTCOME"), ((string?)delivery["state"], (string?)delivery["reason"]));
        Assert.Equal("UNKNOWN_OUTCOME", (await StoryAsync(answer))[0].Split(' ')[^1]);
    }

    [Fact]
    public async Task Queued_AnswerLost_IsFound()
    {
        var body = new JsonObject { ["mode"] = "ASYNC", ["payload"] = SapHub.Order("MAT-LOST", "PO-QUEUED-FOUND") };
        var answer = await Admin.PostAsync("/api/v1/systems/SAP/endpoints/PO_LOOKED_UP/invoke", body);

        var delivery = await EndOfAsync(answer.Header("Location")!);

        Assert.Equal(("SUCCEEDED", "FOUND_DONE", 1), ((string?)delivery["state"], (string?)delivery["reason"], (int?)delivery["attempts_made"]));
        Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-QUEUED-FOUND"));
    }

    [Fact]
    public async Task Retry_OfADeliveryThatWaitsForItsQuestion_AsksAtOnce_AndSendsNothingTwice()
    {
        await CreateAsync("PO_ASKED_LATE", "1h", "20s", Done, NotDone);
        var body = new JsonObject { ["mode"] = "ASYNC", ["payload"] = SapHub.Order("MAT-LOST", "PO-ASKED-LATE") };
        var location = (await Admin.PostAsync("/api/v1/systems/SAP/endpoints/PO_ASKED_LATE/invoke", body)).Header("Location")!;
        await Wait.UntilAsync(async () => (await Admin.GetAsync(location)).Json is var seen && (string?)seen["state"] == "QUEUED" && (string?)seen["reason"] == "LOOKUP_SCHEDULED");

        (await Admin.PostAsync($"{location}/retry", new JsonObject())).AssertStatus(200);

        var delivery = await EndOfAsync(location);
        Assert.Equal(("SUCCEEDED", "FOUND_DONE"), ((string?)delivery["state"], (string?)delivery["reason"]));
        Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-ASKED-LATE"));
    }

    [Fact]
    public async Task KeyForTheOtherSide_GoesUnderTheNameThatTheEndpointSays()
    {
        await sap.Hub.CreateEndpointAsync("PO_OTHER_HEADER", "/purchase-orders", endpoint =>
        {
            endpoint["request_transform"] = "CREATE_PO_REQUEST";
            endpoint["idempotency"] = "IDEMPOTENT_WITH_KEY";
            endpoint["idempotency_header"] = "X-Message-Id";
        });

        var answer = (await InvokeAsync("PO_OTHER_HEADER", "MAT-1001", "PO-OTHER-HEADER")).AssertStatus(200);

        var seen = sap.Sap.Requests.Recent().Single(request => request.Body?.Contains("PO-OTHER-HEADER", StringComparison.Ordinal) == true);
        Assert.Equal((string?)answer["request_id"], seen.Headers["X-Message-Id"]);
        Assert.False(seen.Headers.ContainsKey("Idempotency-Key"));
    }

    private static string? Warning(JsonNode answer) => (string?)Assert.Single(answer["warnings"]!.AsArray())!["code"];

    private static string FollowUpOf(JsonNode answer)
    {
        var message = (string)Assert.Single(answer["warnings"]!.AsArray())!["message"]!;
        return message[message.IndexOf("/api/", StringComparison.Ordinal)..].Split(' ')[0];
    }

    private async Task<JsonNode> EndOfAsync(string location)
    {
        JsonNode? delivery = null;
        await Wait.UntilAsync(async () => (string?)(delivery = (await Admin.GetAsync(location)).AssertStatus(200))["state"] is "SUCCEEDED" or "DEAD");
        return delivery!;
    }

    private async Task<string[]> StoryAsync(JsonNode answer)
    {
        var trace = (await Admin.GetAsync($"/api/v1/traces/{answer["correlation_id"]}")).AssertStatus(200);
        return [.. trace["attempts"]!.AsArray().Select(item => $"{item!["endpoint_code"]} {item["status"]} {item["retry_info"]!["reason"]}")];
    }

    private Task<Answer> InvokeAsync(string endpoint, string material, string reference, params (string, string)[] headers) =>
        Admin.PostAsync($"/api/v1/systems/SAP/endpoints/{endpoint}/invoke", new JsonObject { ["payload"] = SapHub.Order(material, reference) }, headers);

    private Task<Answer> CreateAsync(string code, string delay, string timeout, string done, string? notDone) =>
        sap.Hub.CreateEndpointAsync(code, "/purchase-orders", endpoint =>
        {
            endpoint["request_transform"] = "CREATE_PO_REQUEST";
            endpoint["response_transform"] = "CREATE_PO_RESPONSE";
            endpoint["timeout"] = timeout;
            endpoint["lookup"] = new JsonObject
            {
                ["endpoint"] = "FIND_PO",
                ["input"] = "{ 'reference': payload.po_number }",
                ["done"] = done,
                ["not_done"] = notDone,
                ["result"] = "{ 'po_number': body.d.results[0].PurchaseOrder }",
                ["delay"] = delay,
                ["attempts"] = 3,
            };
        });
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

/// <summary>What rests on the log works at every capture level; and streams of events through a hub as it runs.</summary>
public sealed class CaptureAndDeliveriesTests(SapHubFixture sap)
{
    private HubClient Admin => sap.Hub.Admin;

    [Theory]
    [InlineData("NONE")]
    [InlineData("METADATA")]
    [InlineData("ERRORS")]
    public async Task Chain_AtEachLevel_IsRetriedToItsEndAndReadsAsOneStory(string level)
    {
        await CreateAsync($"CHAIN_{level}", level, endpoint =>
        {
            endpoint["idempotency"] = "IDEMPOTENT_WITH_KEY";
            endpoint["retry_policy"] = "AT_ONCE";
        });

        var delivery = await EndAsync($"CHAIN_{level}", "MAT-FLAKY", $"PO-CHAIN-{level}");

        Assert.Equal(("SUCCEEDED", 3), ((string?)delivery["state"], (int?)delivery["attempts_made"]));
        Assert.Single(sap.Sap.PurchaseOrders.FindByReference($"PO-CHAIN-{level}"));
        var trace = (await Admin.GetAsync($"/api/v1/traces/{delivery["correlation_id"]}")).AssertStatus(200)["attempts"]!.AsArray();
        Assert.Equal(
            ["1 FAILED RETRY_SCHEDULED HTTP_STATUS", "2 FAILED RETRY_SCHEDULED HTTP_STATUS", "3 SUCCESS  "],
            trace.Select(entry => $"{entry!["retry_info"]!["attempt_number"]} {entry["status"]} {entry["retry_info"]!["reason"]} {entry["error"]?["type"]}"), StringComparer.Ordinal);
        var formats = await Task.WhenAll(trace.Select(async entry => (string)(await Admin.GetAsync($"/api/v1/logs/{entry!["request_id"]}")).AssertStatus(200)["request_body_format"]!));
        var ofFailures = level == "ERRORS" ? "JSON" : "NOT_CAPTURED";
        Assert.Equal([ofFailures, ofFailures, "NOT_CAPTURED"], formats, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("NONE")]
    [InlineData("ERRORS")]
    public async Task DeadLetter_AtEachLevel_IsReplayed(string level)
    {
        await CreateAsync($"DEAD_{level}", level, endpoint => endpoint["idempotency"] = "IDEMPOTENT_WITH_KEY");
        var dead = await EndAsync($"DEAD_{level}", "MAT-FAIL", $"PO-DEAD-{level}");
        Assert.Equal("DEAD", (string?)dead["state"]);
        var sent = sap.Sap.Requests.Counts.Total;

        var replay = (await Admin.PostAsync($"/api/v1/dead-letters/{dead["delivery_id"]}/replay", new JsonObject { ["note"] = "SAP is back" })).AssertStatus(202);

        var ended = await EndOfAsync((string)replay["delivery_id"]!);
        Assert.Equal(("DEAD", 1), ((string?)ended["state"], (int?)ended["attempts_made"]));
        Assert.True(sap.Sap.Requests.Counts.Total > sent, "it was sent once more");
    }

    [Fact]
    public async Task Key_AtTheLowestLevel_GivesTheAnswerThatWasKept()
    {
        await CreateAsync("KEYED_NONE", "NONE");
        var body = new JsonObject { ["payload"] = SapHub.Order(reference: "PO-KEYED-NONE") };

        var first = (await Admin.PostAsync("/api/v1/systems/SAP/endpoints/KEYED_NONE/invoke", body, ("Idempotency-Key", "keyed-none"))).AssertStatus(200);
        var again = (await Admin.PostAsync("/api/v1/systems/SAP/endpoints/KEYED_NONE/invoke", body, ("Idempotency-Key", "keyed-none"))).AssertStatus(200);

        Assert.Equal((string?)first["response"]!["po_number"], (string?)again["response"]!["po_number"]);
        Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-KEYED-NONE"));
    }

    [Fact]
    public async Task LookUp_AtTheLowestLevel_FindsWhatWasDone()
    {
        await sap.Hub.CreateEndpointAsync("FIND_NONE", "/purchase-orders", endpoint =>
        {
            endpoint["method"] = "GET";
            endpoint["query"] = new JsonObject { ["reference"] = "reference" };
            endpoint["capture"] = new JsonObject { ["level"] = "NONE" };
        });
        await CreateAsync("LOOKED_UP_NONE", "NONE", endpoint => endpoint["lookup"] = new JsonObject
        {
            ["endpoint"] = "FIND_NONE",
            ["input"] = """{ "reference": payload.po_number }""",
            ["done"] = "status = 200 and $count(body.d.results) > 0",
            ["delay"] = "50ms",
            ["attempts"] = 2,
        });

        var answer = (await Admin.InvokeAsync("LOOKED_UP_NONE", SapHub.Order("MAT-LOST", "PO-LOOKED-UP-NONE"))).AssertStatus(200);

        Assert.Equal("FOUND_DONE", (string?)Assert.Single(answer["warnings"]!.AsArray())!["code"]);
        Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-LOOKED-UP-NONE"));
    }

    [Fact]
    public async Task EventsWithoutEnd_AreStoredAsFarAsTheEndpointWants_AndCanBeDownloaded()
    {
        await sap.Hub.CreateEndpointAsync("EVENTS_STORED", "/purchase-orders", endpoint =>
        {
            endpoint["request_transform"] = "CREATE_PO_REQUEST";
            endpoint["response_format"] = new JsonObject { ["type"] = "STORED" };
            endpoint["capture"] = new JsonObject { ["stream_bytes"] = 5_000 };
        });

        var answer = (await Admin.InvokeAsync("EVENTS_STORED", SapHub.Order("MAT-EVENTS-1"))).AssertStatus(200)["response"]!;

        Assert.Equal(("text/event-stream", 5_000, false, "BYTES"), ((string?)answer["content_type"], (int?)answer["bytes"], (bool?)answer["is_whole"], (string?)answer["cut_by"]));
        var log = (await Admin.GetAsync($"/api/v1/logs/{answer["request_id"]}")).AssertStatus(200);
        Assert.Equal(("TEXT", true, (string?)answer["sha256"]), ((string?)log["response_body_format"], (bool?)log["response_truncated"], (string?)log["response_body_ref"]!["sha256"]));
        var stored = (await Admin.GetAsync((string)answer["href"]!)).Text;
        Assert.StartsWith("event: status\ndata: {\"number\":1,", stored, StringComparison.Ordinal);
        Assert.Equal((string?)answer["sha256"], Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(stored))));
        await Wait.UntilAsync(() => Task.FromResult(!sap.Sap.Requests.Recent().Any(request => request is { Behavior: "MAT-EVENTS", Status: null })));
    }

    private async Task CreateAsync(string code, string level, Action<JsonObject>? with = null)
    {
        if ((await Admin.GetAsync("/api/v1/retry-policies/AT_ONCE")).Status == 404)
            await Admin.PostAsync("/api/v1/retry-policies", new JsonObject { ["code"] = "AT_ONCE", ["initial_delay"] = "1ms", ["max_delay"] = "1ms", ["jitter"] = 0, ["max_attempts"] = 4 });
        await sap.Hub.CreateEndpointAsync(code, "/purchase-orders", endpoint =>
        {
            endpoint["request_transform"] = "CREATE_PO_REQUEST";
            endpoint["response_transform"] = "CREATE_PO_RESPONSE";
            endpoint["circuit_breaker"] = new JsonObject { ["enabled"] = false };
            endpoint["capture"] = new JsonObject { ["level"] = level };
            with?.Invoke(endpoint);
        });
    }

    private async Task<JsonNode> EndAsync(string endpoint, string material, string reference)
    {
        var body = new JsonObject { ["mode"] = "ASYNC", ["payload"] = SapHub.Order(material, reference) };
        var queued = (await Admin.PostAsync($"/api/v1/systems/SAP/endpoints/{endpoint}/invoke", body)).AssertStatus(202);
        return await EndOfAsync((string)queued["delivery_id"]!);
    }

    private async Task<JsonNode> EndOfAsync(string deliveryId)
    {
        JsonNode delivery = new JsonObject();
        await Wait.UntilAsync(async () => (string?)(delivery = (await Admin.GetAsync($"/api/v1/deliveries/{deliveryId}")).AssertStatus(200))["ended_at"] is not null);
        return delivery;
    }
}

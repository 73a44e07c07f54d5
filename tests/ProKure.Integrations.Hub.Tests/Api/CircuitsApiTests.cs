using System.Globalization;
using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class CircuitsApiTests(SapHubFixture sap)
{
    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Circuit_OfASystemThatFails_OpensTellsWhyAndCloses()
    {
        await CreateAsync("CIRCUIT_FAILS");
        for (var i = 0; i < 3; i++)
            (await Admin.InvokeAsync("CIRCUIT_FAILS", SapHub.Order("MAT-FAIL"))).AssertProblem(502, "http-status");

        var refused = await Admin.InvokeAsync("CIRCUIT_FAILS", SapHub.Order());
        var problem = refused.AssertProblem(503, "circuit-open");
        Assert.InRange(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 3_600);
        Assert.Equal("The circuit of SAP/CIRCUIT_FAILS is open: 3 of 3 exchanges failed within 30s.", (string?)problem["detail"]);
        var listed = (await Admin.GetAsync("/api/v1/circuits?state=OPEN&system=SAP")).AssertStatus(200)["items"]!.AsArray();
        Assert.Contains(listed, circuit => (string?)circuit!["endpoint_code"] == "CIRCUIT_FAILS");
        Assert.Contains("not closed", (string?)(await Admin.GetAsync("/health/ready")).Json["parts"]!["circuits"]!["message"], StringComparison.Ordinal);

        var reset = (await ActAsync("CIRCUIT_FAILS", "reset", "SAP was repaired.")).AssertStatus(200);
        Assert.Equal(("CLOSED", false, 0), ((string?)reset["state"], (bool)reset["is_held"]!, (int)reset["calls"]!));
        (await Admin.InvokeAsync("CIRCUIT_FAILS", SapHub.Order())).AssertStatus(200);

        var detail = (await Admin.GetAsync("/api/v1/circuits/SAP/CIRCUIT_FAILS")).AssertStatus(200);
        Assert.Equal(
            [("CLOSED", "SAP was repaired.", "First admin key (ADMIN)"), ("OPEN", "3 of 3 exchanges failed within 30s.", "hub")],
            detail["changes"]!.AsArray().Select(change => ((string?)change!["state"], (string?)change["reason"], (string?)change["changed_by"])));
    }

    [Fact]
    public async Task Circuit_HeldOpenByHand_SendsNothing_AndDeliveriesWait()
    {
        await CreateAsync("CIRCUIT_HELD");
        var held = (await ActAsync("CIRCUIT_HELD", "open", "SAP is being upgraded until noon.")).AssertStatus(200);
        Assert.Equal(("OPEN", true, null), ((string?)held["state"], (bool)held["is_held"]!, (string?)held["open_until"]));
        var sent = sap.Sap.Requests.Counts.ByBehavior.GetValueOrDefault("MAT-WARN");

        var problem = (await Admin.InvokeAsync("CIRCUIT_HELD", SapHub.Order("MAT-WARN"))).AssertProblem(503, "circuit-open");
        Assert.Contains("SAP is being upgraded until noon.", (string?)problem["detail"], StringComparison.Ordinal);
        var delivery = (await Admin.PostAsync(
            "/api/v1/systems/SAP/endpoints/CIRCUIT_HELD/invoke", new JsonObject { ["mode"] = "ASYNC", ["payload"] = SapHub.Order("MAT-WARN") })).AssertStatus(202);
        JsonNode standing = new JsonObject();
        await Wait.UntilAsync(async () =>
        {
            standing = (await Admin.GetAsync($"/api/v1/deliveries/{delivery["delivery_id"]}")).AssertStatus(200);
            return (string?)standing["reason"] == "CIRCUIT_OPEN";
        });

        Assert.Equal(("QUEUED", 0), ((string?)standing["state"], (int)standing["attempts_made"]!));
        Assert.Equal(sent, sap.Sap.Requests.Counts.ByBehavior.GetValueOrDefault("MAT-WARN"));
        (await ActAsync("CIRCUIT_HELD", "close", "The upgrade is done.")).AssertStatus(200);
        (await Admin.InvokeAsync("CIRCUIT_HELD", SapHub.Order())).AssertStatus(200);
    }

    [Fact]
    public async Task Circuit_HeldClosedByHand_OpensForNoFailure()
    {
        await CreateAsync("CIRCUIT_KEPT");
        (await ActAsync("CIRCUIT_KEPT", "close", "We know that it fails.")).AssertStatus(200);

        for (var i = 0; i < 5; i++)
            (await Admin.InvokeAsync("CIRCUIT_KEPT", SapHub.Order("MAT-FAIL"))).AssertProblem(502, "http-status");
    }

    [Fact]
    public async Task Circuits_AreSeenByWhoReadsLogs_AndChangedByAdminsAlone()
    {
        await CreateAsync("CIRCUIT_RIGHTS");
        using var reader = await sap.Hub.ClientWithAsync(["logs:read"], "SAP");
        using var writer = await sap.Hub.ClientWithAsync(["config:write", "logs:read"], "SAP");

        Assert.All((await reader.GetAsync("/api/v1/circuits")).AssertStatus(200)["items"]!.AsArray(), circuit => Assert.Equal("SAP", (string?)circuit!["system_code"]));
        (await reader.GetAsync("/api/v1/circuits/OTHER/CIRCUIT_RIGHTS")).AssertProblem(403, "system-not-allowed");
        (await writer.PostAsync("/api/v1/circuits/SAP/CIRCUIT_RIGHTS/open", new JsonObject { ["reason"] = "x" })).AssertProblem(403, "missing-scope");
        Assert.Equal("CLOSED", (string?)(await reader.GetAsync("/api/v1/circuits/SAP/CIRCUIT_RIGHTS")).Json["state"]);
    }

    [Fact]
    public async Task Circuits_AskedWrongly_SayWhatWasExpected()
    {
        await CreateAsync("CIRCUIT_WRONG");

        (await Admin.GetAsync("/api/v1/circuits?state=AJAR")).AssertProblem(400, "invalid-parameter");
        (await Admin.GetAsync("/api/v1/circuits?colour=red")).AssertProblem(400, "invalid-parameter");
        (await Admin.GetAsync("/api/v1/circuits/SAP/NONE")).AssertProblem(404, "unknown-endpoint");
        (await Admin.GetAsync("/api/v1/circuits/NONE/NONE")).AssertProblem(404, "unknown-system");
        (await ActAsync("CIRCUIT_WRONG", "open", " ")).AssertProblem(422, "invalid-configuration");
        (await ActAsync("CIRCUIT_WRONG", "open", "two\nlines")).AssertProblem(422, "invalid-configuration");
        (await Admin.PostAsync("/api/v1/circuits/SAP/CIRCUIT_WRONG/open", new JsonObject())).AssertProblem(422, "invalid-configuration");
    }

    [Fact]
    public async Task Invoke_OverTheLimit_Is429WithRetryAfter()
    {
        (await Admin.PostAsync("/api/v1/rate-limit-policies", new JsonObject { ["code"] = "ONE_AN_HOUR", ["requests"] = 1, ["period"] = "1h", ["max_wait"] = "0s" })).AssertStatus(201);
        await CreateAsync("LIMITED", endpoint => endpoint["rate_limit_policy"] = "ONE_AN_HOUR");
        (await Admin.InvokeAsync("LIMITED", SapHub.Order())).AssertStatus(200);

        var refused = await Admin.InvokeAsync("LIMITED", SapHub.Order());

        var problem = refused.AssertProblem(429, "rate-limited");
        Assert.InRange(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture), 3_000, 3_600);
        Assert.Equal("SAP/LIMITED had the 1 requests in 1h that policy ONE_AN_HOUR allows.", (string?)problem["detail"]);
    }

    private Task<Answer> CreateAsync(string code, Action<JsonObject>? with = null) => sap.Hub.CreateEndpointAsync(code, "/purchase-orders", endpoint =>
    {
        endpoint["request_transform"] = "CREATE_PO_REQUEST";
        endpoint["response_transform"] = "CREATE_PO_RESPONSE";
        endpoint["circuit_breaker"] = new JsonObject { ["minimum_calls"] = 3, ["open_for"] = "1h" };
        with?.Invoke(endpoint);
    });

    private Task<Answer> ActAsync(string endpoint, string verb, string reason) =>
        Admin.PostAsync($"/api/v1/circuits/SAP/{endpoint}/{verb}", new JsonObject { ["reason"] = reason });
}

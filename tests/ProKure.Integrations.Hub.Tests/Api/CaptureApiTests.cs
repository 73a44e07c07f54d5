using System.Globalization;
using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Api;

/// <summary>Capture levels and traces, as forms set them and as log documents show them.</summary>
public sealed class CaptureApiTests(SapHubFixture sap)
{
    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Capture_OfAnEndpoint_ComesBackAsSet_AndFaultsAreNamed()
    {
        var capture = new JsonObject
        {
            ["level"] = "SAMPLED",
            ["sample_share"] = 0.5,
            ["max_request_bytes"] = 2_000,
            ["max_response_bytes"] = 3_000,
            ["store_long_bodies"] = false,
            ["stream_time"] = "3s",
            ["stream_bytes"] = 5_000_000_000,
        };
        var made = (await CreateAsync("CAPTURE_SET", capture.DeepClone().AsObject())).AssertStatus(201);
        Assert.True(JsonNode.DeepEquals(capture, made["capture"]), made["capture"]!.ToJsonString());

        capture["level"] = "EVERYTHING";
        capture["stream_bytes"] = 1.5;
        var problem = (await Admin.PostAsync("/api/v1/systems/SAP/endpoints", new JsonObject { ["code"] = "CAPTURE_WRONG", ["method"] = "POST", ["path"] = "/x", ["capture"] = capture })).AssertProblem(422, "invalid-configuration");
        Assert.Equal(
            ["capture.level", "capture.stream_bytes"],
            problem["errors"]!.AsArray().Select(error => (string)error!["path"]!).Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Body_ThatTheLevelLeavesOut_IsSaidToBe()
    {
        await CreateAsync("CAPTURE_METADATA", new JsonObject { ["level"] = "METADATA" });
        var requestId = (string)(await Admin.InvokeAsync("CAPTURE_METADATA", SapHub.Order())).AssertStatus(200)["request_id"]!;

        var log = (await Admin.GetAsync($"/api/v1/logs/{requestId}")).AssertStatus(200);

        Assert.Equal(("NOT_CAPTURED", "NOT_CAPTURED", null), ((string?)log["request_body_format"], (string?)log["response_body_format"], log["request_body"]?.ToJsonString()));
        Assert.NotEmpty(log["request_headers"]!.AsArray());
        var problem = (await Admin.GetAsync($"/api/v1/logs/{requestId}/request-body")).AssertProblem(404, "body-not-kept");
        Assert.Equal("The endpoint's capture level keeps no request body of such an attempt.", (string?)problem["detail"]);
    }

    [Fact]
    public async Task Trace_StoresEverythingUntilItEnds_OutlivesAnEdit_AndStandsInTheHistory()
    {
        await CreateAsync("CAPTURE_TRACED", new JsonObject { ["level"] = "NONE" });
        const string endpoint = "/api/v1/systems/SAP/endpoints/CAPTURE_TRACED";
        Assert.False((bool)(await Admin.GetAsync($"{endpoint}/trace")).AssertStatus(200)["is_active"]!);

        var started = (await Admin.PutAsync($"{endpoint}/trace", new JsonObject { ["duration"] = "2h", ["reason"] = "PO-4711 is missing." })).AssertStatus(200);

        Assert.Equal((true, "First admin key (ADMIN)", "PO-4711 is missing."), ((bool)started["is_active"]!, (string?)started["started_by"], (string?)started["reason"]));
        var until = DateTimeOffset.Parse((string)started["until"]!, CultureInfo.InvariantCulture);
        Assert.InRange(until - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(110), TimeSpan.FromMinutes(120));
        Assert.Contains((await LoggedAsync())["request_headers"]!.AsArray(), header => (string?)header!["name"] == "prokure-payload");

        // An edit of the endpoint, which knows nothing of the trace, leaves it as it is.
        var read = await Admin.GetAsync(endpoint);
        var edited = read.AssertStatus(200).AsObject();
        edited["name"] = "Traced";
        (await Admin.PutAsync(endpoint, edited, ("If-Match", read.Header("ETag")!))).AssertStatus(200);
        Assert.True((bool)(await Admin.GetAsync($"{endpoint}/trace")).AssertStatus(200)["is_active"]!);

        Assert.False((bool)(await Admin.SendAsync(HttpMethod.Delete, $"{endpoint}/trace", null)).AssertStatus(200)["is_active"]!);
        Assert.Empty((await LoggedAsync())["request_headers"]!.AsArray());
        var history = (await Admin.GetAsync("/api/v1/configuration/history?kind=ENDPOINT&system=SAP&code=CAPTURE_TRACED")).AssertStatus(200);
        Assert.Contains(history["items"]!.AsArray(), change => (string?)change!["after"]!["trace"]?["reason"] == "PO-4711 is missing." && (string?)change["changed_by"] == "First admin key (ADMIN)");

        async Task<JsonNode> LoggedAsync()
        {
            var requestId = (string)(await Admin.InvokeAsync("CAPTURE_TRACED", SapHub.Order())).AssertStatus(200)["request_id"]!;
            return (await Admin.GetAsync($"/api/v1/logs/{requestId}")).AssertStatus(200);
        }
    }

    [Fact]
    public async Task Trace_AskedWrongly_SaysWhatWasExpected()
    {
        await CreateAsync("CAPTURE_LONG", new JsonObject());
        using var reader = await sap.Hub.ClientWithAsync(["config:read"], "SAP");

        var problem = (await Admin.PutAsync("/api/v1/systems/SAP/endpoints/CAPTURE_LONG/trace", new JsonObject { ["duration"] = "25h" })).AssertProblem(422, "invalid-configuration");
        Assert.Equal("Expected 1s to 24h, found '25h'.", (string?)problem["errors"]![0]!["message"]);
        (await Admin.PutAsync("/api/v1/systems/SAP/endpoints/NONE/trace", new JsonObject())).AssertProblem(404, "unknown-endpoint");
        (await Admin.PutAsync("/api/v1/systems/NONE/endpoints/NONE/trace", new JsonObject())).AssertProblem(404, "unknown-system");
        (await reader.PutAsync("/api/v1/systems/SAP/endpoints/CAPTURE_LONG/trace", new JsonObject())).AssertProblem(403, "missing-scope");
    }

    private Task<Answer> CreateAsync(string code, JsonObject capture) => sap.Hub.CreateEndpointAsync(code, "/purchase-orders", endpoint =>
    {
        endpoint["request_transform"] = "CREATE_PO_REQUEST";
        endpoint["response_transform"] = "CREATE_PO_RESPONSE";
        endpoint["capture"] = capture;
    });
}

using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Tests;

public sealed class OperatorCommandTests
{
    private const string Id = "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d";

    private static readonly JsonNode Attempt = JsonNode.Parse($$"""
        { "request_id": "{{Id}}", "correlation_id": "po-4711", "delivery_id": null, "system_code": "SAP", "endpoint_code": "CREATE_PO", "status": "FAILED", "http_method": "POST",
          "request_url": "https://sap.example/orders", "response_status": 422, "started_at": "2026-03-01T12:00:00.000Z", "completed_at": "2026-03-01T12:00:00.120Z", "duration_ms": 119.7,
          "retry_info": { "attempt_number": 1, "max_attempts": 5, "next_retry_at": null }, "context": { "entity_type": "PURCHASE_ORDER", "entity_id": "PO-4711" },
          "error": { "type": "HTTP_STATUS", "side": "CONFIGURATION", "phase": "RESPONSE", "message": "Material M-1 is unknown.", "fingerprint": "f1" }, "legal_hold": true, "instance_id": "hub-a",
          "request_bytes": 412, "request_headers": [ { "name": "Authorization", "value": "[REDACTED]" } ], "request_body": { "po": 1 }, "request_body_format": "JSON", "request_truncated": false,
          "request_body_ref": null, "response_bytes": 20, "response_headers": [], "response_body": "No.", "response_body_format": "TEXT", "response_truncated": true, "response_body_ref": { "key": "2026/x" } }
        """)!;

    [Fact]
    public async Task LogList_ShowsALineEachAttempt()
    {
        await using var hub = await StubHub.StartAsync((200, new JsonObject { ["items"] = new JsonArray(Attempt.DeepClone()), ["next_cursor"] = null }));

        var run = await CliRun.OfAsync("log", "list", "--entity", "PURCHASE_ORDER:PO-4711", "--from", "2026-03-01T00:00:00+01:00", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(
            ["GET /api/v1/logs?from=2026-03-01T00%3A00%3A00%2B01%3A00&entity_type=PURCHASE_ORDER&entity_id=PO-4711&limit=50 Bearer k"], hub.Asked, StringComparer.Ordinal);
        Assert.Contains(
            $"2026-03-01T12:00:00.000Z  {Id}  SAP/CREATE_PO    FAILED  422   120  1/5      PURCHASE_ORDER:PO-4711  Material M-1 is unknown.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogShow_ShowsBothSidesAndWhatWentWrong()
    {
        await using var hub = await StubHub.StartAsync((200, Attempt));

        var run = await CliRun.OfAsync("log", "show", Id, "--url", hub.Url, "--api-key", "k");

        Assert.Equal(
            $$"""
            {{Id}}  SAP/CREATE_PO  FAILED  PURCHASE_ORDER:PO-4711
              POST https://sap.example/orders
              began 2026-03-01T12:00:00.000Z, took 120 ms, HTTP 422, attempt 1/5, hub hub-a
              correlation po-4711
              under legal hold
              HTTP_STATUS (CONFIGURATION, RESPONSE): Material M-1 is unknown.
              fingerprint f1

            Request: 412 bytes, body JSON
              Authorization: [REDACTED]
            {
              "po": 1
            }

            Response: 20 bytes, body TEXT, only its beginning is here
              whole body: 2026/x
            No.
            """,
            run.Output.TrimEnd().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task LogStory_ShowsTheAttemptsOfOneAct()
    {
        await using var hub = await StubHub.StartAsync((200, JsonNode.Parse("""
            { "correlation_id": "po-4711", "status": "FAILED", "started_at": "2026-03-01T12:00:00.000Z", "completed_at": null, "is_complete": true, "attempts": [] }
            """)!));

        var run = await CliRun.OfAsync("log", "story", "po-4711", "--url", hub.Url, "--api-key", "k");

        Assert.StartsWith("po-4711: FAILED, 2026-03-01T12:00:00.000Z to now", run.Output, StringComparison.Ordinal);
        Assert.Equal(["GET /api/v1/traces/po-4711 Bearer k"], hub.Asked, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(200, "DEGRADED", ExitCodes.Done)]
    [InlineData(503, "DOWN", ExitCodes.Refused)]
    public async Task Health_OfEveryKind_IsShownWithoutAKey(int status, string health, int exitCode)
    {
        await using var hub = await StubHub.StartAsync((status, new JsonObject
        {
            ["status"] = health,
            ["parts"] = new JsonObject { ["log_store"] = new JsonObject { ["status"] = "DOWN", ["message"] = "Does not answer in time." } },
        }));

        var run = await CliRun.OfAsync("health", "--url", hub.Url);

        Assert.Equal((exitCode, $"{health}\n  DOWN  log_store  Does not answer in time.\n", ""), (run.ExitCode, run.Output.ReplaceLineEndings("\n"), run.Error));
        Assert.Equal(["GET /health/ready"], hub.Asked, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Health_OfWhatIsNoHub_EndsWithOneOrThree()
    {
        await using var proxy = await StubHub.StartAsync((503, new JsonObject { ["detail"] = "No upstream." }));

        var behindProxy = await CliRun.OfAsync("health", "--url", proxy.Url);
        var nobody = await CliRun.OfAsync("health", "--url", "http://127.0.0.1:1");

        Assert.Equal((ExitCodes.Refused, "No upstream."), (behindProxy.ExitCode, behindProxy.Error.Trim()));
        Assert.Equal(ExitCodes.Unreachable, nobody.ExitCode);
    }

    [Fact]
    public async Task Instances_WithWorkBeyondMending_EndsWithOne()
    {
        await using var hub = await StubHub.StartAsync((200, JsonNode.Parse($$"""
            { "instance_id": "a", "leader": "a", "counts": { "summaries_written": 3 }, "faults": [],
              "unmendable": [ { "request_id": "{{Id}}", "delivery_id": "{{Id}}", "system_code": "SAP", "endpoint_code": "CREATE_PO", "planned_at": "2026-03-01T12:00:00.000Z", "reason": "ORIGINAL_EXPIRED" } ],
              "live_instances": [ { "instance_id": "a", "host": "h1", "process_id": 7, "version": "1.0", "started_at": "2026-03-01T00:00:00.000Z", "last_seen_at": "2026-03-01T12:00:00.000Z" } ] }
            """)!));

        var run = await CliRun.OfAsync("instances", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.Contains("a  h1 process 7, version 1.0, since 2026-03-01T00:00:00.000Z, seen 2026-03-01T12:00:00.000Z  leads", run.Output, StringComparison.Ordinal);
        Assert.Contains($"LOST   delivery {Id} of SAP/CREATE_PO, planned at 2026-03-01T12:00:00.000Z: ORIGINAL_EXPIRED", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Circuits_AreListedAndChanged()
    {
        var circuit = JsonNode.Parse("""
            { "system_code": "SAP", "endpoint_code": "CREATE_PO", "state": "OPEN", "is_held": true, "open_until": null, "reason": "SAP is down", "changed_at": "2026-03-01T12:00:00.000Z",
              "changed_by": "Anna (K1)", "calls": 20, "failures": 18 }
            """)!;
        await using var hub = await StubHub.StartAsync((200, new JsonObject { ["items"] = new JsonArray(circuit.DeepClone()) }), (200, circuit));

        var list = await CliRun.OfAsync("circuit", "list", "--state", "OPEN", "--url", hub.Url, "--api-key", "k");
        var opened = await CliRun.OfAsync("circuit", "open", "SAP", "CREATE_PO", "--reason", "SAP is down", "--url", hub.Url, "--api-key", "k");

        Assert.StartsWith("OPEN       SAP/CREATE_PO: 18 of 20 calls failed, held by a person", list.Output, StringComparison.Ordinal);
        Assert.Equal(list.Output, opened.Output);
        Assert.Equal(
            ["GET /api/v1/circuits?state=OPEN Bearer k", "POST /api/v1/circuits/SAP/CREATE_PO/open Bearer k {\"reason\":\"SAP is down\"}"], hub.Asked, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Traces_AreStartedListedAndStopped()
    {
        var (active, none) = (Trace(isActive: true, "2026-03-01T12:30:00.000Z"), Trace(isActive: false, null));
        await using var hub = await StubHub.StartAsync(
            (200, active), (200, Items("SAP")), (200, Items("CREATE_PO", "GET_PO")), (200, active), (200, none), (200, none));

        var started = await CliRun.OfAsync("trace", "start", "SAP", "CREATE_PO", "--for", "30m", "--reason", "items are missing", "--url", hub.Url, "--api-key", "k");
        var list = await CliRun.OfAsync("trace", "list", "--url", hub.Url, "--api-key", "k");
        var stopped = await CliRun.OfAsync("trace", "stop", "SAP", "GET_PO", "--url", hub.Url, "--api-key", "k");

        Assert.Equal("SAP/CREATE_PO is traced until 2026-03-01T12:30:00.000Z, asked for by Anna (K1): items are missing", started.Output.TrimEnd());
        Assert.Equal(started.Output, list.Output);
        Assert.Equal("SAP/CREATE_PO is not traced.", stopped.Output.TrimEnd());
        Assert.Equal(
            [
                "PUT /api/v1/systems/SAP/endpoints/CREATE_PO/trace Bearer k {\"duration\":\"30m\",\"reason\":\"items are missing\"}",
                "GET /api/v1/systems Bearer k",
                "GET /api/v1/systems/SAP/endpoints Bearer k",
                "GET /api/v1/systems/SAP/endpoints/CREATE_PO/trace Bearer k",
                "GET /api/v1/systems/SAP/endpoints/GET_PO/trace Bearer k",
                "DELETE /api/v1/systems/SAP/endpoints/GET_PO/trace Bearer k",
            ],
            hub.Asked, StringComparer.Ordinal);
    }

    [Fact]
    public async Task SystemsEndpointsAndKeys_AreSwitched()
    {
        await using var hub = await StubHub.StartAsync(
            (200, JsonNode.Parse("""{ "code": "SAP", "enabled": false, "version": 4 }""")!),
            (200, JsonNode.Parse("""{ "system_code": "SAP", "code": "CREATE_PO", "enabled": true, "version": 9 }""")!),
            (200, JsonNode.Parse("""{ "id": "BUYING_APP", "enabled": false }""")!));

        var system = await CliRun.OfAsync("system", "disable", "SAP", "--url", hub.Url, "--api-key", "k");
        var endpoint = await CliRun.OfAsync("endpoint", "enable", "SAP", "CREATE_PO", "--url", hub.Url, "--api-key", "k");
        var key = await CliRun.OfAsync("api-key", "disable", "BUYING_APP", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(
            ("SAP  DISABLED, version 4", "SAP/CREATE_PO  enabled, version 9", "BUYING_APP  DISABLED"), (system.Output.TrimEnd(), endpoint.Output.TrimEnd(), key.Output.TrimEnd()));
        Assert.Equal(
            ["POST /api/v1/systems/SAP/disable Bearer k", "POST /api/v1/systems/SAP/endpoints/CREATE_PO/enable Bearer k", "POST /api/v1/api-keys/BUYING_APP/disable Bearer k"],
            hub.Asked, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Erasures_AreListedAndDecided()
    {
        var order = JsonNode.Parse($$"""
            { "erasure_id": "{{Id}}", "entity_type": "SUPPLIER", "entity_id": "4711", "reason": "asked for", "state": "WAITING_FOR_APPROVAL", "created_at": "2026-03-01T12:00:00.000Z",
              "created_by": "Anna (K1)", "decided_by": null, "report": null }
            """)!;
        await using var hub = await StubHub.StartAsync((200, new JsonObject { ["items"] = new JsonArray(order.DeepClone()), ["next_cursor"] = null }), (200, order), (200, order), (403, new JsonObject { ["detail"] = "Another has to approve it." }));

        var list = await CliRun.OfAsync("erase", "list", "--url", hub.Url, "--api-key", "k");
        var show = await CliRun.OfAsync("erase", "show", Id, "--url", hub.Url, "--api-key", "k");
        var rejected = await CliRun.OfAsync("erase", "reject", Id, "--url", hub.Url, "--api-key", "k");
        var own = await CliRun.OfAsync("erase", "approve", Id, "--url", hub.Url, "--api-key", "k");

        Assert.Contains($"{Id}  WAITING_FOR_APPROVAL  SUPPLIER:4711", list.Output, StringComparison.Ordinal);
        Assert.Contains($"Somebody with another API key has to approve it: prokure erase approve {Id}", show.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, rejected.ExitCode);
        Assert.Equal((ExitCodes.NotAllowed, "Another has to approve it."), (own.ExitCode, own.Error.Trim()));
        Assert.Equal(
            [
                "GET /api/v1/erasures?limit=50 Bearer k", $"GET /api/v1/erasures/{Id} Bearer k", $"POST /api/v1/erasures/{Id}/reject Bearer k", $"POST /api/v1/erasures/{Id}/approve Bearer k",
            ],
            hub.Asked, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Audit_ShowsWhoDidWhatAndWhoChangedWhat()
    {
        await using var hub = await StubHub.StartAsync(
            (200, JsonNode.Parse("""
                { "items": [ { "at": "2026-03-01T12:00:00.000Z", "actor": "Anna (K1)", "action": "erasure.requested", "subject": "SUPPLIER:4711", "detail": { "reason": "asked for" } } ], "next_cursor": null }
                """)!),
            (200, JsonNode.Parse("""
                { "items": [ { "kind": "ENDPOINT", "system_code": "SAP", "code": "CREATE_PO", "version": 2, "changed_at": "2026-03-01T12:00:00.000Z", "changed_by": "Anna (K1)", "before": {}, "after": {} } ], "next_cursor": null }
                """)!));

        var audit = await CliRun.OfAsync("audit", "list", "--action", "erasure.", "--url", hub.Url, "--api-key", "k");
        var changes = await CliRun.OfAsync("audit", "changes", "--url", hub.Url, "--api-key", "k");

        Assert.Equal("2026-03-01T12:00:00.000Z  erasure.requested         SUPPLIER:4711  Anna (K1)  {\"reason\":\"asked for\"}", audit.Output.TrimEnd());
        Assert.Equal("2026-03-01T12:00:00.000Z  ENDPOINT SAP/CREATE_PO  version 2  Anna (K1)", changes.Output.TrimEnd());
    }

    private static JsonObject Trace(bool isActive, string? until) => new JsonObject
    {
        ["system_code"] = "SAP",
        ["endpoint_code"] = "CREATE_PO",
        ["is_active"] = isActive,
        ["until"] = until,
        ["started_by"] = until is null ? null : "Anna (K1)",
        ["reason"] = until is null ? null : "items are missing",
    };

    private static JsonObject Items(params string[] codes) => new() { ["items"] = new JsonArray([.. codes.Select(code => (JsonNode)new JsonObject { ["code"] = code })]) };
}

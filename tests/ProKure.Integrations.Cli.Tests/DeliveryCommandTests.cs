using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Tests;

public sealed class DeliveryCommandTests
{
    private const string Id = "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d";

    private static readonly JsonNode Dead = JsonNode.Parse($$"""
        { "delivery_id": "{{Id}}", "correlation_id": "po-4711", "system_code": "SAP", "endpoint_code": "CREATE_PO", "state": "DEAD", "reason": "NOT_RETRYABLE",
          "failure": { "type": "HTTP_STATUS", "lane": "CONFIGURATION", "message": "Material M-1 is unknown.", "fingerprint": "f1", "response_status": 422, "may_have_been_received": true },
          "hint": "Correct the mapping, then replay.", "priority": 5, "order_key": null, "not_before": "2026-03-01T12:00:00.000Z", "attempts_made": 1,
          "context": { "entity_type": "PURCHASE_ORDER", "entity_id": "PO-4711" }, "replay_of": null, "created_at": "2026-03-01T11:59:00.000Z", "ended_at": "2026-03-01T12:00:01.000Z",
          "actions": [ { "action": "RETRIED", "at": "2026-03-01T12:00:00.500Z", "actor": "Anna (K1)", "note": "SAP is back", "replay_id": null } ] }
        """)!;

    [Fact]
    public async Task List_AsksByWhatWasGiven_AndShowsALineEach()
    {
        await using var hub = await StubHub.StartAsync((200, new JsonObject { ["items"] = new JsonArray(Dead.DeepClone()), ["next_cursor"] = "c1" }));

        var run = await CliRun.OfAsync("delivery", "list", "--state", "DEAD", "--entity", "PURCHASE_ORDER:PO-4711", "--url", hub.Url, "--api-key", "k");

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(["GET /api/v1/deliveries?state=DEAD&entity_type=PURCHASE_ORDER&entity_id=PO-4711&limit=50 Bearer k"], hub.Asked, StringComparer.Ordinal);
        Assert.Contains($"{Id}  DEAD   SAP/CREATE_PO    2026-03-01T11:59:00.000Z  -    1         PURCHASE_ORDER:PO-4711  NOT_RETRYABLE", run.Output, StringComparison.Ordinal);
        Assert.Contains("There is more: --cursor c1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_SaysWhyItStandsThere_AndWhatToDo()
    {
        await using var hub = await StubHub.StartAsync((200, Dead));

        var run = await CliRun.OfAsync("delivery", "show", Id, "--url", hub.Url, "--api-key", "k");

        Assert.Equal(
            $"""
            {Id}  DEAD  SAP/CREATE_PO  PURCHASE_ORDER:PO-4711
              accepted 2026-03-01T11:59:00.000Z, ended 2026-03-01T12:00:01.000Z, 1 attempts made, priority 5
              correlation po-4711
              reason: NOT_RETRYABLE
              last failure: HTTP_STATUS, HTTP 422 (CONFIGURATION): Material M-1 is unknown.
              fingerprint f1; the other side may have received it
              next: Correct the mapping, then replay.
              2026-03-01T12:00:00.500Z  RETRIED  Anna (K1): SAP is back
            """,
            run.Output.TrimEnd().ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task CancelAndRetry_SendWhatWasSaid()
    {
        await using var hub = await StubHub.StartAsync((200, new JsonObject { ["cancelled"] = true, ["message"] = "It waited, and is cancelled.", ["delivery"] = Dead.DeepClone() }), (200, Dead));

        var cancel = await CliRun.OfAsync("delivery", "cancel", Id, "--note", "ordered twice", "--url", hub.Url, "--api-key", "k");
        var retry = await CliRun.OfAsync("delivery", "retry", Id, "--latest", "--url", hub.Url, "--api-key", "k");

        Assert.Equal((ExitCodes.Done, ExitCodes.Done), (cancel.ExitCode, retry.ExitCode));
        Assert.StartsWith("It waited, and is cancelled.", cancel.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                $"POST /api/v1/deliveries/{Id}/cancel Bearer k {{\"note\":\"ordered twice\"}}",
                $"POST /api/v1/deliveries/{Id}/retry Bearer k {{\"config\":\"LATEST\",\"accept_duplicates\":false}}",
            ],
            hub.Asked, StringComparer.Ordinal);
    }

    [Fact]
    public async Task DeadLetterCount_ShowsLanesAndGroups()
    {
        await using var hub = await StubHub.StartAsync((200, JsonNode.Parse("""
            { "count": 40, "lanes": [ { "lane": "THEIRS", "count": 37 }, { "lane": "OURS", "count": 3 } ], "is_complete": false,
              "groups": [ { "lane": "THEIRS", "system_code": "SAP", "endpoint_code": "CREATE_PO", "reason": "ATTEMPTS_USED_UP", "error_type": "HTTP_STATUS", "fingerprint": "f1", "response_status": 503,
                            "may_have_been_received": false, "message": "SAP is down.", "hint": "Replay when it is back.", "count": 37,
                            "first_ended_at": "2026-03-01T12:00:00.000Z", "last_ended_at": "2026-03-01T13:00:00.000Z" } ] }
            """)!));

        var run = await CliRun.OfAsync("dead-letter", "count", "--lane", "THEIRS", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(["GET /api/v1/dead-letters?lane=THEIRS Bearer k"], hub.Asked, StringComparer.Ordinal);
        Assert.StartsWith("40 dead letters: THEIRS 37, OURS 3", run.Output, StringComparison.Ordinal);
        Assert.Contains("    37  THEIRS  SAP/CREATE_PO  ATTEMPTS_USED_UP  HTTP_STATUS, HTTP 503", run.Output, StringComparison.Ordinal);
        Assert.Contains("next: Replay when it is back.", run.Output, StringComparison.Ordinal);
        Assert.Contains("There are more groups", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeadLetters_AreListedResolvedAndReplayed()
    {
        await using var hub = await StubHub.StartAsync((200, new JsonObject { ["items"] = new JsonArray(), ["next_cursor"] = null }), (200, Dead), (202, Dead));

        await CliRun.OfAsync("dead-letter", "list", "--system", "SAP", "--url", hub.Url, "--api-key", "k");
        await CliRun.OfAsync("dead-letter", "resolve", Id, "--note", "done by hand", "--url", hub.Url, "--api-key", "k");
        await CliRun.OfAsync("dead-letter", "replay", Id, "--accept-duplicates", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(
            [
                "GET /api/v1/deliveries?system=SAP&state=DEAD&limit=50 Bearer k",
                $"POST /api/v1/dead-letters/{Id}/resolve Bearer k {{\"note\":\"done by hand\"}}",
                $"POST /api/v1/dead-letters/{Id}/replay Bearer k {{\"config\":\"PINNED\",\"accept_duplicates\":true}}",
            ],
            hub.Asked, StringComparer.Ordinal);
    }

    [Fact]
    public async Task ReplayJob_IsCountedBegunAndPaused()
    {
        var job = JsonNode.Parse($$"""
            { "job_id": "{{Id}}", "state": "RUNNING", "filter": { "lane": "THEIRS", "system_code": "SAP", "from": null }, "rate": 2.5, "config": "PINNED", "accept_duplicates": false, "note": "SAP is back",
              "total": 40, "replayed": 12, "skipped": 3, "created_at": "2026-03-01T12:00:00.000Z", "created_by": "Anna (K1)" }
            """)!;
        await using var hub = await StubHub.StartAsync((200, JsonNode.Parse("""{ "count": 40, "may_be_done": 3, "groups": [] }""")!), (202, job), (200, job));

        var preview = await CliRun.OfAsync("replay-job", "begin", "--system", "SAP", "--lane", "THEIRS", "--preview", "--url", hub.Url, "--api-key", "k");
        var begun = await CliRun.OfAsync("replay-job", "begin", "--system", "SAP", "--expect", "40", "--rate", "2.5", "--note", "SAP is back", "--url", hub.Url, "--api-key", "k");
        var paused = await CliRun.OfAsync("replay-job", "pause", Id, "--url", hub.Url, "--api-key", "k");

        Assert.StartsWith("40 dead letters; of 3 the work may have been done already", preview.Output, StringComparison.Ordinal);
        Assert.Contains("  12 of 40 replayed, 3 passed over; 2.5 a second, configuration PINNED", begun.Output, StringComparison.Ordinal);
        Assert.Equal(begun.Output, paused.Output);
        Assert.Equal(
            [
                "POST /api/v1/replay-jobs/preview Bearer k {\"filter\":{\"system_code\":\"SAP\",\"lane\":\"THEIRS\"}}",
                "POST /api/v1/replay-jobs Bearer k {\"config\":\"PINNED\",\"accept_duplicates\":false,\"note\":\"SAP is back\",\"filter\":{\"system_code\":\"SAP\"},\"expected_count\":40,\"rate\":2.5}",
                $"POST /api/v1/replay-jobs/{Id}/pause Bearer k",
            ],
            hub.Asked, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("delivery", "show", "4711")]
    [InlineData("dead-letter", "resolve", Id)]
    [InlineData("replay-job", "begin", "--rate", "much")]
    [InlineData("delivery", "list", "--entity", "PO-4711")]
    public async Task CommandLine_ThatIsWrong_EndsWithTwoBeforeAnythingIsAsked(params string[] args)
    {
        var run = await CliRun.OfAsync([.. args, "--url", "http://127.0.0.1:1", "--api-key", "k"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }
}

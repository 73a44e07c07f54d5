using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Tests;

public sealed class RetentionCommandTests
{
    private static readonly JsonNode Hold = JsonNode.Parse("""
        { "id": "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d", "kind": "ENTITY", "scope": { "request_id": null, "entity_type": "SUPPLIER", "entity_id": "47:11" }, "reason": "Lawsuit",
          "placed_at": "2026-03-01T12:00:00.250Z", "placed_by": "Anna (K1)", "newly_held": 42, "released_at": null, "released_by": null, "cleared_at": null }
        """)!;

    [Fact]
    public async Task HoldPlace_SendsScopeReasonAndCount()
    {
        await using var hub = await StubHub.StartAsync((201, Hold));

        var run = await CliRun.OfAsync("hold", "place", "--entity", "SUPPLIER:47:11", "--reason", "Lawsuit", "--expect", "42", "--from", "2026-01-01T00:00:00Z", "--url", hub.Url, "--api-key", "k");

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ["POST /api/v1/legal-holds Bearer k {\"scope\":{\"entity_type\":\"SUPPLIER\",\"entity_id\":\"47:11\",\"from\":\"2026-01-01T00:00:00.000Z\"},\"reason\":\"Lawsuit\",\"expected_count\":42}"],
            hub.Asked, StringComparer.Ordinal);
        Assert.Contains("entity_type SUPPLIER, entity_id 47:11", run.Output, StringComparison.Ordinal);
        Assert.Contains("42 documents were not held before", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HoldPlace_Preview_CountsOnly()
    {
        await using var hub = await StubHub.StartAsync((200, JsonNode.Parse("""{ "count": 42 }""")!));

        var run = await CliRun.OfAsync("hold", "place", "--system", "SAP", "--preview", "--url", hub.Url, "--api-key", "k");

        Assert.Equal("42 documents", run.Output.Trim());
        Assert.Equal(["POST /api/v1/legal-holds/preview Bearer k {\"system_code\":\"SAP\"}"], hub.Asked, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("Expected at least one of --request", "--reason", "x")]
    [InlineData("Expected --reason", "--system", "SAP")]
    [InlineData("Expected --entity to be TYPE:ID", "--entity", "4711", "--reason", "x")]
    public async Task HoldPlace_ThatLacksSomething_EndsWithTwo(string message, params string[] args)
    {
        var run = await CliRun.OfAsync(["hold", "place", .. args, "--url", "http://127.0.0.1:1", "--api-key", "k"]);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HoldListAndRelease_ShowHowItStands()
    {
        var released = Hold.DeepClone();
        (released["released_at"], released["released_by"]) = ("2026-04-01T00:00:00.000Z", "Bert (K2)");
        await using var hub = await StubHub.StartAsync(
            (200, new JsonObject { ["items"] = new JsonArray(Hold.DeepClone()), ["next_cursor"] = "c" }), (200, new JsonObject { ["items"] = new JsonArray(), ["next_cursor"] = null }), (200, released));

        var list = await CliRun.OfAsync("hold", "list", "--url", hub.Url, "--api-key", "k");
        var release = await CliRun.OfAsync("hold", "release", "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d", "--url", hub.Url, "--api-key", "k");

        Assert.Contains("Lawsuit; placed at 2026-03-01T12:00:00.250Z by Anna (K1), in force", list.Output, StringComparison.Ordinal);
        Assert.Contains("released at 2026-04-01T00:00:00.000Z by Bert (K2)", release.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["GET /api/v1/legal-holds?limit=200 Bearer k", "GET /api/v1/legal-holds?limit=200&cursor=c Bearer k", "POST /api/v1/legal-holds/0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d/release Bearer k"],
            hub.Asked.Select(asked => asked.TrimEnd()), StringComparer.Ordinal);
    }

    [Fact]
    public async Task RetentionRun_WaitsForTheEnd_AndShowsWhatWasRemoved()
    {
        await using var hub = await StubHub.StartAsync((202, Run("REQUESTED")), (200, Run("RUNNING")), (200, Run("DONE")));

        var run = await CliRun.OfAsync("retention", "run", "--url", hub.Url, "--api-key", "k");

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal("POST /api/v1/retention/runs Bearer k {\"dry_run\":false}", hub.Asked[0]);
        Assert.Equal(3, hub.Asked.Count);
        Assert.Contains("1200 records were removed", run.Output, StringComparison.Ordinal);
        Assert.Contains("LOG        MONTH", run.Output, StringComparison.Ordinal);
        Assert.Contains("3 held, 0 not yet archived", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RetentionReport_OfAFailedRun_SaysWhy()
    {
        var failed = Run("FAILED");
        failed["fault"] = "The log is away.";
        await using var hub = await StubHub.StartAsync((200, new JsonObject { ["items"] = new JsonArray(failed) }), (200, JsonNode.Parse("""
            { "items": [ { "code": "TEN_YEARS", "log_days": 400, "object_days": null, "metadata_days": 3653, "archive": true, "archive_after_days": 3, "archive_days": null } ] }
            """)!));

        var report = await CliRun.OfAsync("retention", "report", "--last", "1", "--url", hub.Url, "--api-key", "k");
        var classes = await CliRun.OfAsync("retention", "classes", "--url", hub.Url, "--api-key", "k");

        Assert.Contains("The log is away.", report.Output, StringComparison.Ordinal);
        Assert.Matches("TEN_YEARS +400 +400 +3653 +after 3, for ever", classes.Output);
    }

    private static JsonNode Run(string status) => JsonNode.Parse("""
        { "id": "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d", "dry_run": false, "status": "X", "requested_by": "Anna (K1)", "requested_at": "2026-03-01T12:00:00.250Z", "fault": null, "total": 1200,
          "removed": [ { "store": "LOG", "retention_class": "MONTH", "system_code": "SAP", "count": 1200, "oldest": "2026-01-28T08:00:00.000Z", "newest": "2026-01-30T12:00:00.000Z" } ],
          "kept": [ { "retention_class": "MONTH", "held": 3, "unarchived": 0 } ], "objects_left": 0 }
        """)!.With(run => run["status"] = status);
}

file static class JsonNodes
{
    public static JsonNode With(this JsonNode node, Action<JsonNode> change)
    {
        change(node);
        return node;
    }
}

using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Tests;

public sealed class ArchiveCommandTests
{
    [Fact]
    public async Task Run_AsksUntilAllIsDone_AndAddsUp()
    {
        await using var hub = await StubHub.StartAsync((200, RunAnswer(3, isComplete: false)), (200, RunAnswer(2, isComplete: true)));

        var run = await CliRun.OfAsync("archive", "run", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("5 files written and verified, 50 documents marked, 0 files removed.", run.Output, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Repeat("POST /api/v1/archive/runs Bearer k {\"dry_run\":false}", 2), hub.Asked, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Run_WithFaults_ShowsThemAndEndsWithOne()
    {
        await using var hub = await StubHub.StartAsync((200, RunAnswer(0, isComplete: true, Fault)));

        var run = await CliRun.OfAsync("archive", "run", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.Contains("FAULT  archive/a.ndjson: it is cut off.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunDry_ShowsWhatIsDue()
    {
        var answer = RunAnswer(0, isComplete: true);
        answer["dry_run"] = true;
        answer["due"] = JsonNode.Parse("""[ { "retention_class": "AUDIT", "system_code": "SAP", "day": "2026-03-14", "documents": 12 }, { "retention_class": "AUDIT", "system_code": "ERP", "day": "2026-03-14", "documents": 30 } ]""");
        await using var hub = await StubHub.StartAsync((200, answer));

        var run = await CliRun.OfAsync("archive", "run", "--dry-run", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("42 documents are due.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_GoesOnWhereTheAnswerEnded_AndEndsWithOneWhereSomethingIsWrong()
    {
        await using var hub = await StubHub.StartAsync((200, VerifyAnswer("20260314~AUDIT~SAP~1")), (200, VerifyAnswer(null, Fault)));

        var run = await CliRun.OfAsync("archive", "verify", "--system", "SAP", "--from", "2026-03-01", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.Contains("4 files with 40 documents are as they were written.", run.Output, StringComparison.Ordinal);
        Assert.Contains("FAULT  archive/a.ndjson: it is cut off.", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            [
                "POST /api/v1/archive/verify Bearer k {\"from\":\"2026-03-01\",\"system\":\"SAP\"}",
                "POST /api/v1/archive/verify Bearer k {\"from\":\"2026-03-01\",\"system\":\"SAP\",\"cursor\":\"20260314~AUDIT~SAP~1\"}",
            ],
            hub.Asked, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Search_ShowsWhatWasFound_AndHowToGoOn()
    {
        await using var hub = await StubHub.StartAsync((200, JsonNode.Parse("""
            {
              "items": [ { "started_at": "2026-03-14T09:26:53.589Z", "request_id": "0198", "system_code": "SAP", "endpoint_code": "CREATE_PO", "status": "FAILED", "entity_type": "PURCHASE_ORDER", "entity_id": "PO-4711", "erased_at": null } ],
              "files_searched": 1, "faults": [], "next_cursor": "1_"
            }
            """)!));

        var run = await CliRun.OfAsync("archive", "search", "--entity", "PURCHASE_ORDER:PO-4711", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("2026-03-14T09:26:53.589Z  0198  SAP/CREATE_PO  FAILED    PURCHASE_ORDER:PO-4711", run.Output, StringComparison.Ordinal);
        Assert.Contains("There is more: --cursor 1_", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restore_BringsBackAllPages()
    {
        await using var hub = await StubHub.StartAsync((200, RestoreAnswer("100_")), (200, RestoreAnswer(null)));

        var run = await CliRun.OfAsync("archive", "restore", "--entity", "SUPPLIER:4711", "--days", "14", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("4 of 6 documents came back until 2026-12-10T00:00:00Z; 0 were back already and live longer, 2 were in the log.", run.Output, StringComparison.Ordinal);
        Assert.Equal("POST /api/v1/archive/restore Bearer k {\"entity_type\":\"SUPPLIER\",\"entity_id\":\"4711\",\"days\":14}", hub.Asked[0]);
    }

    [Fact]
    public async Task List_ShowsFilesAndTheirFaults()
    {
        await using var hub = await StubHub.StartAsync((200, JsonNode.Parse("""
            { "items": [ { "day": "2026-03-14", "state": "MARKED", "documents": 3, "file_bytes": 900, "key": "archive/a.ndjson", "fault": "it is cut off." } ], "next_cursor": null }
            """)!));

        var run = await CliRun.OfAsync("archive", "list", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("archive/a.ndjson", run.Output, StringComparison.Ordinal);
        Assert.Contains("FAULT: it is cut off.", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'--days' is required", "archive", "restore", "--entity", "SUPPLIER:4711")]
    [InlineData("Expected --entity to be TYPE:ID, as SUPPLIER:4711, found '4711'.", "archive", "search", "--entity", "4711")]
    [InlineData("'many'", "archive", "restore", "--days", "many")]
    public async Task WrongCommandLine_SaysWhatAndAsksNothing(string said, params string[] args)
    {
        await using var hub = await StubHub.StartAsync((200, RestoreAnswer(null)));

        var run = await CliRun.OfAsync([.. args, "--url", hub.Url, "--api-key", "k"]);

        Assert.NotEqual(ExitCodes.Done, run.ExitCode);
        Assert.Contains(said, run.Error, StringComparison.Ordinal);
        Assert.Empty(hub.Asked);
    }

    private const string Fault = """{ "key": "archive/a.ndjson", "reason": "it is cut off." }""";

    private static JsonObject RunAnswer(int files, bool isComplete, params string[] faults) => new JsonObject
    {
        ["dry_run"] = false,
        ["due"] = new JsonArray(),
        ["files"] = files,
        ["documents"] = files * 10,
        ["removed"] = 0,
        ["faults"] = new JsonArray([.. faults.Select(fault => JsonNode.Parse(fault))]),
        ["is_complete"] = isComplete,
    };

    private static JsonObject VerifyAnswer(string? next, params string[] faults) => new JsonObject
    {
        ["verified"] = 2,
        ["documents"] = 20,
        ["faults"] = new JsonArray([.. faults.Select(fault => JsonNode.Parse(fault))]),
        ["missing_bodies"] = new JsonArray(),
        ["next_cursor"] = next,
    };

    private static JsonObject RestoreAnswer(string? next) => new JsonObject
    {
        ["found"] = 3,
        ["restored"] = 2,
        ["prolonged"] = 0,
        ["already_there"] = 1,
        ["expires_at"] = "2026-12-10T00:00:00Z",
        ["refused"] = new JsonArray(),
        ["faults"] = new JsonArray(),
        ["next_cursor"] = next,
    };
}

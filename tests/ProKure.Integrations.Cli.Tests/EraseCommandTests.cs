using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Tests;

public sealed class EraseCommandTests
{
    private static readonly JsonNode Running = JsonNode.Parse("""
        { "erasure_id": "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d", "entity_type": "SUPPLIER", "entity_id": "4711:a", "state": "RUNNING", "report": null }
        """)!;

    [Fact]
    public async Task Erase_WaitsForTheEnd_AndShowsTheProof()
    {
        await using var hub = await StubHub.StartAsync((202, Running), (200, Completed(held: 0)));

        var run = await CliRun.OfAsync("erase", "--entity", "SUPPLIER:4711:a", "--reason", "asked for", "--url", hub.Url, "--api-key", "k");

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ["POST /api/v1/erasures Bearer k {\"entity_type\":\"SUPPLIER\",\"entity_id\":\"4711:a\",\"dry_run\":false,\"reason\":\"asked for\"}",
                "GET /api/v1/erasures/0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d Bearer k"],
            hub.Asked, StringComparer.Ordinal);
        Assert.Contains("     3 documents of SAP/CREATE_SUPPLIER", run.Output, StringComparison.Ordinal);
        Assert.Contains("Searched again, 4 documents: nothing found.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Mind: PostgreSQL keeps", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_ThatLeftSomething_EndsWithOne()
    {
        await using var hub = await StubHub.StartAsync((202, Completed(held: 2)));

        var run = await CliRun.OfAsync("erase", "--entity", "SUPPLIER:4711", "--reason", "asked for", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.Contains("Left: 2 documents under legal hold", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_DryRun_ShowsWhatWouldBe()
    {
        await using var hub = await StubHub.StartAsync((200, JsonNode.Parse("""
            { "entity_type": "SUPPLIER", "entity_id": "4711", "documents": [ { "system_code": "SAP", "endpoint_code": "CREATE_SUPPLIER", "documents": 12 } ],
              "spool_records": 0, "deliveries": 1, "answers": 2, "held": 0, "in_flight": 0, "open_deliveries": 3, "open_delivery_ids": [] }
            """)!));

        var run = await CliRun.OfAsync("erase", "--entity", "SUPPLIER:4711", "--dry-run", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("\"dry_run\":true", hub.Asked[0], StringComparison.Ordinal);
        Assert.Contains("    12 documents of SAP/CREATE_SUPPLIER", run.Output, StringComparison.Ordinal);
        Assert.Contains("Would stay: 3 deliveries that have not ended", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Expected --entity to be TYPE:ID, as SUPPLIER:4711, found 'SUPPLIER'.", "erase", "--entity", "SUPPLIER", "--dry-run")]
    [InlineData("Expected --entity to be TYPE:ID, as SUPPLIER:4711, found ':1'.", "erase", "--entity", ":1", "--dry-run")]
    [InlineData("Expected --reason, or --dry-run.", "erase", "--entity", "SUPPLIER:4711")]
    public async Task Erase_OfNothingInParticular_SaysWhatIsMissing(string message, params string[] args)
    {
        var run = await CliRun.OfAsync(args);

        Assert.NotEqual(ExitCodes.Done, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private static JsonNode Completed(int held) => JsonNode.Parse($$"""
        { "erasure_id": "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d", "entity_type": "SUPPLIER", "entity_id": "4711", "state": "COMPLETED",
          "report": { "removed": { "documents": 3, "bodies": 1, "deliveries": 0, "answers": 0, "spool_records": 0, "archived": 0 },
                      "erased": [ { "system_code": "SAP", "endpoint_code": "CREATE_SUPPLIER", "documents": 3 } ],
                      "refused": { "held": {{held}}, "in_flight": 0, "open_deliveries": 0 },
                      "verification": { "looked_at": 4, "is_clean": true }, "remarks": [ "PostgreSQL keeps traces." ] } }
        """)!;
}

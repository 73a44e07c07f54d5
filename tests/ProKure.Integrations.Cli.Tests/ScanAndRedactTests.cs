using System.Text;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Tests;

public sealed class ScanAndRedactTests
{
    private const string Leak = """
        { "request_id": "0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d", "system_code": "SAP", "endpoint_code": "CREATE_PO", "started_at": "2026-03-01T12:00:00.000Z",
          "where": "request_body", "place": "login.pin", "rule": "credential-name", "description": "Fields with the name of a credential." }
        """;

    [Fact]
    public async Task Scan_GoesThroughAllPages_AndEndsWithOneWhereSomethingIsFound()
    {
        await using var hub = await StubHub.StartAsync((200, Page(200, 400, "", "c1")), (200, Page(50, 100, Leak, null)));

        var run = await CliRun.OfAsync("scan", "--system", "SAP", "--from", "2026-03-01", "--share", "0.5", "--long-bodies", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.Equal(
            ["POST /api/v1/redaction/scan Bearer k {\"limit\":200,\"share\":0.5,\"long_bodies\":true,\"system\":\"SAP\",\"from\":\"2026-03-01\"}",
                "POST /api/v1/redaction/scan Bearer k {\"limit\":200,\"share\":0.5,\"long_bodies\":true,\"system\":\"SAP\",\"from\":\"2026-03-01\",\"cursor\":\"c1\"}"],
            hub.Asked, StringComparer.Ordinal);
        Assert.Contains("0199a7c2-5d3e-7a11-9c53-0e6a4c1f2b7d  SAP/CREATE_PO    2026-03-01T12:00:00.000Z  request_body  login.pin  credential-name", run.Output, StringComparison.Ordinal);
        Assert.Contains("250 of 500 documents read, 1 places that look like a secret.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scan_StopsAtTheLimit_AndIsDoneWhereNothingIsFound_AlsoAsJson()
    {
        await using var hub = await StubHub.StartAsync((200, Page(200, 200, "", "c1")), (200, Page(50, 50, "", "c2")));

        var run = await CliRun.OfAsync("scan", "--limit", "250", "--json", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("\"limit\":50", hub.Asked[1], StringComparison.Ordinal);
        var answer = JsonNode.Parse(run.Output)!;
        Assert.Equal((250, "c2", 0), ((int)answer["scanned"]!, (string?)answer["next_cursor"], answer["leaks"]!.AsArray().Count));
    }

    [Theory]
    [InlineData("--limit", "0", "Expected --limit to be at least 1, found 0.")]
    [InlineData("--share", "1.5", "Expected --share to be more than 0, at most 1, found 1.5.")]
    public async Task Scan_OptionOutOfRange_IsRefused(string option, string value, string message)
    {
        var run = await CliRun.OfAsync("scan", option, value);

        Assert.NotEqual(ExitCodes.Done, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, ExitCodes.Done)]
    [InlineData(true, ExitCodes.Refused)]
    public async Task Redact_ShowsPlacesAndBody(bool check, int exitCode)
    {
        await using var hub = await StubHub.StartAsync((200, JsonNode.Parse("""
            { "body": "{\"pin\":\"[REDACTED]\"}", "format": "JSON", "count": 1, "places": [ { "place": "pin", "offset": 7, "rule": "credential-name", "description": "Names." } ], "is_cut": false }
            """)!));
        var (body, rules) = (Path.GetTempFileName(), Path.GetTempFileName());
        try
        {
            await File.WriteAllTextAsync(body, """{"pin":"1234"}""", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(rules, "fields: [a]", TestContext.Current.CancellationToken);
            string[] args = ["redact", body, "--rules", rules, "--content-type", "application/json", "--url", hub.Url, "--api-key", "k"];

            var run = await CliRun.OfAsync(check ? [.. args, "--check"] : args);

            Assert.Equal((exitCode, ""), (run.ExitCode, run.Error));
            Assert.Contains("pin    7       credential-name  Names.", run.Output, StringComparison.Ordinal);
            Assert.EndsWith("{\"pin\":\"[REDACTED]\"}", run.Output.TrimEnd(), StringComparison.Ordinal);
            var asked = JsonNode.Parse(hub.Asked[0][hub.Asked[0].IndexOf('{', StringComparison.Ordinal)..])!;
            Assert.Equal(
                ("""{"pin":"1234"}""", "fields: [a]", "application/json"),
                (Encoding.UTF8.GetString(Convert.FromBase64String((string)asked["body_base64"]!)), (string?)asked["rules_yaml"], (string?)asked["content_type"]));
        }
        finally
        {
            File.Delete(body);
            File.Delete(rules);
        }
    }

    [Fact]
    public async Task Redact_FileThatIsNotThere_IsAMistakeOfTheCommandLine()
    {
        var run = await CliRun.OfAsync("redact", "/does/not/exist", "--url", "http://127.0.0.1:1", "--api-key", "k");

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.StartsWith("'/does/not/exist' cannot be read: ", run.Error, StringComparison.Ordinal);
    }

    private static JsonObject Page(int scanned, int seen, string leaks, string? cursor) => new JsonObject
    {
        ["scanned"] = scanned,
        ["seen"] = seen,
        ["long_bodies_cut"] = 0,
        ["long_bodies_unreadable"] = 0,
        ["leaks"] = JsonNode.Parse($"[{leaks}]"),
        ["next_cursor"] = cursor,
    };
}

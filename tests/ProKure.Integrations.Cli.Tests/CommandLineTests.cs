using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Tests;

public sealed class CommandLineTests
{
    private static readonly JsonNode Keys = JsonNode.Parse("""
        {
          "current_key_id": "K2",
          "keys": [
            { "key_id": "K1", "rows": 3, "kinds": [ { "kind": "CREDENTIAL", "rows": 2 }, { "kind": "KEPT_ANSWER", "rows": 1 }, { "kind": "BODY", "rows": null } ], "available": true },
            { "key_id": "K2", "rows": 0, "kinds": [ { "kind": "CREDENTIAL", "rows": 0 } ], "available": false }
          ],
          "kinds": [ { "kind": "CREDENTIAL", "remaining": 2, "counted_at": null }, { "kind": "KEPT_ANSWER", "remaining": 1, "counted_at": null }, { "kind": "BODY", "remaining": null, "counted_at": null }, { "kind": "DELIVERY", "remaining": 5, "counted_at": null, "in_clear": 5 } ],
          "remaining": 8,
          "rotation": null
        }
        """)!;

    [Theory]
    [InlineData("--help")]
    [InlineData("credential", "--help")]
    [InlineData("credential", "test", "--help")]
    [InlineData("keys", "rotate", "--help")]
    public async Task Help_OfEveryLevel_NamesTheOptionsThatAllShare(params string[] args)
    {
        var run = await CliRun.OfAsync(args);

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.All(["--url", "--api-key", "--json"], option => Assert.Contains(option, run.Output, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Unrecognized", "credential", "test", "C", "--wat")]
    [InlineData("Required", "credential", "test")]
    [InlineData("Required", "credential")]
    public async Task CommandLine_ThatIsWrong_SaysSoAndEndsWithTwo(string message, params string[] args)
    {
        var run = await CliRun.OfAsync(args);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.StartsWith(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CredentialTest_ThatSucceeds_ShowsEachStep()
    {
        await using var hub = await StubHub.StartAsync((200, JsonNode.Parse("""
            { "succeeded": true, "steps": [ { "step": "SECRETS", "succeeded": true, "message": "Opened." }, { "step": "TOKEN", "succeeded": true, "message": "Expires in 1h." } ] }
            """)!));

        var run = await CliRun.OfAsync("credential", "test", "SAP_OAUTH", "--system", "SAP", "--url", hub.Url, "--api-key", "pk_x");

        Assert.Equal((ExitCodes.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(["ok      SECRETS       Opened.", "ok      TOKEN         Expires in 1h."], run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd('\r')), StringComparer.Ordinal);
        Assert.Equal(["POST /api/v1/credentials/SAP_OAUTH/test Bearer pk_x {\"system\":\"SAP\"}"], hub.Asked);
    }

    [Fact]
    public async Task CredentialTest_ThatFails_EndsWithOne_AlsoAsJson()
    {
        await using var hub = await StubHub.StartAsync((200, JsonNode.Parse("""{ "succeeded": false, "steps": [ { "step": "TOKEN", "succeeded": false, "message": "invalid_client" } ] }""")!));

        var run = await CliRun.OfAsync("credential", "test", "C", "--url", hub.Url, "--api-key", "k", "--json");

        Assert.Equal(ExitCodes.Refused, run.ExitCode);
        Assert.Equal("invalid_client", (string?)JsonNode.Parse(run.Output)!["steps"]![0]!["message"]);
    }

    [Theory]
    [InlineData(401, ExitCodes.NotAllowed)]
    [InlineData(403, ExitCodes.NotAllowed)]
    [InlineData(404, ExitCodes.Refused)]
    [InlineData(422, ExitCodes.Refused)]
    public async Task Problem_OfTheHub_GoesToStandardErrorWithItsFields(int status, int exitCode)
    {
        await using var hub = await StubHub.StartAsync((status, JsonNode.Parse("""{ "detail": "What is wrong.", "errors": [ { "path": "type", "message": "Expected another." } ] }""")!));

        var run = await CliRun.OfAsync("keys", "status", "--url", hub.Url, "--api-key", "k");

        Assert.Equal((exitCode, "", "What is wrong.\n  type: Expected another."), (run.ExitCode, run.Output, run.Error.TrimEnd().ReplaceLineEndings("\n")));
    }

    [Fact]
    public async Task Hub_ThatIsNotThere_EndsWithThree()
    {
        var run = await CliRun.OfAsync("keys", "status", "--url", "http://127.0.0.1:1", "--api-key", "k");

        Assert.Equal(ExitCodes.Unreachable, run.ExitCode);
        Assert.StartsWith("The hub at http://127.0.0.1:1/ cannot be reached:", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCodes.Usage, "Expected --url to be an http or https URL, found 'ftp://x'.", "keys", "status", "--url", "ftp://x", "--api-key", "k")]
    [InlineData(ExitCodes.NotAllowed, "An API key is needed: set PROKURE_API_KEY, or give --api-key.", "keys", "status")]
    public async Task Connection_ThatCannotBe_SaysWhatIsMissing(int exitCode, string message, params string[] args)
    {
        var run = await CliRun.OfAsync(args);

        Assert.Equal((exitCode, message), (run.ExitCode, run.Error.Trim()));
    }

    [Fact]
    public async Task KeysStatus_ShowsRowsOfEachKey()
    {
        await using var hub = await StubHub.StartAsync((200, Keys));

        var run = await CliRun.OfAsync("keys", "status", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(
            """
            Current master key: K2
              K1                            3 rows (CREDENTIAL 2, KEPT_ANSWER 1)
              K2                            0 rows  (this hub does not have the key)
            Not counted yet: BODY. 'prokure keys rotate' counts what there is.
            Not encrypted at all: DELIVERY 5.
            8 rows are not encrypted with the current key: run 'prokure keys rotate'.
            """,
            run.Output.TrimEnd());
    }

    [Fact]
    public async Task KeysRotate_WaitsForTheEnd()
    {
        var (running, done) = (Keys.DeepClone(), Keys.DeepClone());
        running["rotation"] = new JsonObject { ["state"] = "RUNNING", ["done"] = 1 };
        done["rotation"] = new JsonObject { ["state"] = "DONE", ["done"] = 3 };
        done["remaining"] = 0;
        await using var hub = await StubHub.StartAsync((202, running), (200, running), (200, done));

        var run = await CliRun.OfAsync("keys", "rotate", "--url", hub.Url, "--api-key", "k");

        Assert.Equal(ExitCodes.Done, run.ExitCode);
        Assert.Contains("Rotation: DONE, 3 rows encrypted anew, 0 remain", run.Output, StringComparison.Ordinal);
        Assert.Equal(["POST /api/v1/keys/rotate Bearer k", "GET /api/v1/keys Bearer k", "GET /api/v1/keys Bearer k"], hub.Asked);
    }
}

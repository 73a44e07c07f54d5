using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Retention;

/// <summary><c>prokure retention run [--dry-run]</c>: removes what is kept no longer, or says what would be removed.</summary>
internal sealed class RetentionRunCommand : HubCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Remove nothing; say what the next run would remove." };

    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Ask for it, and do not wait for the end; 'prokure retention report' shows it." };

    public RetentionRunCommand(HubOptions hub)
        : base(hub, "run", "Removes what is kept no longer, in small batches, by the leading hub.")
    {
        Options.Add(_dryRun);
        Options.Add(_noWait);
    }

    protected override async Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var run = await hub.PostAsync("/api/v1/retention/runs", new JsonObject { ["dry_run"] = parsed.GetValue(_dryRun) }, cancellationToken);
        while (!parsed.GetValue(_noWait) && IsOpen(run))
        {
            await Task.Delay(BetweenLooks, cancellationToken);
            run = await hub.GetAsync($"/api/v1/retention/runs/{(string?)run["id"]}", cancellationToken);
        }

        return run;
    }

    private static bool IsOpen(JsonNode run) => (string?)run["status"] is "REQUESTED" or "RUNNING";

    protected override void Show(JsonNode answer, TextWriter output) => RetentionText.Write(answer, output);

    protected override int ExitCodeOf(JsonNode answer) => (string?)answer["status"] is "FAILED" or "INTERRUPTED" ? ExitCodes.Refused : ExitCodes.Done;
}

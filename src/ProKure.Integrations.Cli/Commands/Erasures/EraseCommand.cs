using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Erasures;

/// <summary><c>prokure erase --entity SUPPLIER:4711</c>: erases what was exchanged about a business entity, and shows the proof.</summary>
internal sealed class EraseCommand : HubCommand
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(500);

    private readonly EntityOption _entity = new("The entity: its kind, a colon, its key.", isRequired: true);
    private readonly Option<string?> _reason = new("--reason") { Description = "Why, for whoever looks at it later. Needed unless --dry-run is given.", HelpName = "TEXT" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Erase nothing; show what would be." };
    private readonly Option<bool> _noWait = new("--no-wait") { Description = "Begin, and do not wait for the end." };

    public EraseCommand(HubOptions hub)
        : base(hub, "erase", "Erases headers, bodies and payloads about a business entity everywhere; who called whom, when and how it ended stays. Ends with 1 where something was left.")
    {
        _entity.AddTo(this);
        Options.Add(_reason);
        Options.Add(_dryRun);
        Options.Add(_noWait);
        Validators.Add(result =>
        {
            if (!result.GetValue(_dryRun) && string.IsNullOrWhiteSpace(result.GetValue(_reason)))
                result.AddError("Expected --reason, or --dry-run.");
        });
    }

    protected override async Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (type, id) = _entity.Read(parsed)!.Value;
        var request = new JsonObject { ["entity_type"] = type, ["entity_id"] = id, ["dry_run"] = parsed.GetValue(_dryRun) };
        if (parsed.GetValue(_reason) is { } reason)
            request["reason"] = reason;
        var answer = await hub.PostAsync("/api/v1/erasures", request, cancellationToken);
        while (!parsed.GetValue(_noWait) && (string?)answer["state"] == "RUNNING")
        {
            await Task.Delay(BetweenLooks, cancellationToken);
            answer = await hub.GetAsync($"/api/v1/erasures/{(string?)answer["erasure_id"]}", cancellationToken);
        }

        return answer;
    }

    protected override void Show(JsonNode answer, TextWriter output) => ErasureReportText.Write(answer, output);

    protected override int ExitCodeOf(JsonNode answer) => answer["report"] is { } report && !ErasureReportText.IsWhole(report) ? ExitCodes.Refused : ExitCodes.Done;
}

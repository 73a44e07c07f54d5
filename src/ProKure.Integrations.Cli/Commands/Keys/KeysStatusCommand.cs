using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Keys;

/// <summary><c>prokure keys status</c>: which master keys there are, and how much is encrypted with each.</summary>
internal sealed class KeysStatusCommand(HubOptions hub)
    : HubCommand(hub, "status", "Shows which master key is current, and how many rows are encrypted with each.")
{
    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) => hub.GetAsync("/api/v1/keys", cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output) => KeysReport.Write(answer, output);
}

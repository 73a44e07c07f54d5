using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Hub;

/// <summary><c>prokure health</c>: whether the hub can do its work.</summary>
internal sealed class HealthCommand(HubOptions hub)
    : HubCommand(hub, "health", "Shows whether the hub can do its work, part by part. Needs no key. Ends with 1 where it cannot (DOWN).", needsKey: false)
{
    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) => hub.GetHealthAsync(cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output)
    {
        string[][] parts = [.. answer["parts"]!.AsObject().Select(part => new[] { $"  {(string?)part.Value!["status"]}", part.Key, (string?)part.Value["message"] ?? "" })];
        output.WriteLine((string?)answer["status"]);
        if (parts.Length > 0)
            TextTable.Write(parts, output);
    }

    protected override int ExitCodeOf(JsonNode answer) => (string?)answer["status"] == "DOWN" ? ExitCodes.Refused : ExitCodes.Done;
}

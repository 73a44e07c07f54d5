using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Systems;

/// <summary><c>prokure system list</c>: the external systems.</summary>
internal sealed class SystemListCommand(HubOptions hub) : HubCommand(hub, "list", "Lists the external systems, and whether they are called.")
{
    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) => hub.GetAsync("/api/v1/systems", cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output) => TextTable.Write(
        [
            ["SYSTEM", "STATE", "VERSION", "URL", "NAME"],
            .. answer["items"]!.AsArray().Select(row => new[] { (string)row!["code"]!, SwitchText.Of(row), row["version"]!.ToString(), (string?)row["base_url"] ?? "", (string?)row["name"] ?? "" }),
        ],
        output);
}

using System.CommandLine;
using System.Text.Json.Nodes;
using ProKure.Integrations.Cli.Commands.Systems;

namespace ProKure.Integrations.Cli.Commands.ApiKeys;

/// <summary><c>prokure api-key list</c>: who may do what.</summary>
internal sealed class ApiKeyListCommand(HubOptions hub) : HubCommand(hub, "list", "Lists the API keys that have no more rights than the one used: who may do what, never the secret.")
{
    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) => hub.GetAsync("/api/v1/api-keys", cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output) => TextTable.Write(
        [
            ["KEY", "STATE", "EXPIRES", "SYSTEMS", "SCOPES", "NAME"],
            .. answer["items"]!.AsArray().Select(key => new[]
            {
                (string)key!["id"]!, SwitchText.Of(key), (string?)key["expires_at"] ?? "never", All(key["systems"]!, "all"), All(key["scopes"]!, "none"), (string)key["name"]!,
            }),
        ],
        output);

    private static string All(JsonNode names, string none) => names.AsArray() is { Count: > 0 } some ? string.Join(',', some.Select(name => (string?)name)) : none;
}

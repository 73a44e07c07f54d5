using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Systems;

/// <summary><c>prokure endpoint list SYSTEM</c>: the endpoints of a system.</summary>
internal sealed class EndpointListCommand : HubCommand
{
    private readonly Argument<string> _system = new("SYSTEM") { Description = "The system's code." };

    public EndpointListCommand(HubOptions hub)
        : base(hub, "list", "Lists the endpoints of a system, and whether they are called.") => Arguments.Add(_system);

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        hub.GetAsync($"/api/v1/systems/{Uri.EscapeDataString(parsed.GetValue(_system)!)}/endpoints", cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output) => TextTable.Write(
        [
            ["ENDPOINT", "STATE", "VERSION", "METHOD", "PATH"],
            .. answer["items"]!.AsArray().Select(row => new[] { (string)row!["code"]!, SwitchText.Of(row), row["version"]!.ToString(), (string)row["method"]!, (string)row["path"]! }),
        ],
        output);
}

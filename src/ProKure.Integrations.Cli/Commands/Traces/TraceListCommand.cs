using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Traces;

/// <summary><c>prokure trace list</c>: the endpoints that are traced now.</summary>
internal sealed class TraceListCommand : HubCommand
{
    private readonly Option<string?> _system = new("--system") { Description = "Only this system's endpoints.", HelpName = "CODE" };

    public TraceListCommand(HubOptions hub)
        : base(hub, "list", "Lists the endpoints that are traced now.") => Options.Add(_system);

    // A trace stands in its endpoint; so the endpoints are gone through.
    protected override async Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var active = new JsonArray();
        foreach (var system in await SystemsAsync(hub, parsed, cancellationToken))
        {
            var endpoints = await hub.GetAsync($"/api/v1/systems/{Uri.EscapeDataString(system)}/endpoints", cancellationToken);
            foreach (var endpoint in endpoints["items"]!.AsArray())
            {
                var trace = await hub.GetAsync(TraceRoute.Of((Uri.EscapeDataString(system), Uri.EscapeDataString((string)endpoint!["code"]!))), cancellationToken);
                if ((bool)trace["is_active"]!)
                    active.Add(trace);
            }
        }

        return new JsonObject { ["items"] = active };
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        foreach (var trace in answer["items"]!.AsArray())
            TraceText.Write(trace!, output);
        if (answer["items"]!.AsArray().Count == 0)
            output.WriteLine("No endpoint is traced.");
    }

    private async Task<IEnumerable<string>> SystemsAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        parsed.GetValue(_system) is { } system
            ? [system]
            : (await hub.GetAsync("/api/v1/systems", cancellationToken))["items"]!.AsArray().Select(row => (string)row!["code"]!);
}

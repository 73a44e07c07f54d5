using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Circuits;

/// <summary><c>prokure circuit show SYSTEM ENDPOINT</c>: how a circuit stands, and how it came to.</summary>
internal sealed class CircuitShowCommand : HubCommand
{
    private readonly EndpointArguments _endpoint = new();

    public CircuitShowCommand(HubOptions hub)
        : base(hub, "show", "Shows how the circuit of an endpoint stands, and how it came to.") => _endpoint.AddTo(this);

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (system, endpoint) = _endpoint.Read(parsed);
        return hub.GetAsync($"/api/v1/circuits/{system}/{endpoint}", cancellationToken);
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        CircuitText.Write(answer, output);
        foreach (var change in answer["changes"]!.AsArray())
            output.WriteLine($"  {(string?)change!["changed_at"]}  {(string?)change["state"]}{((bool)change["is_held"]! ? " (held)" : "")}  {(string?)change["changed_by"]}: {(string?)change["reason"]}");
    }
}

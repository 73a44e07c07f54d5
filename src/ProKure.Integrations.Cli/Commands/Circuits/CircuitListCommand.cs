using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Circuits;

/// <summary><c>prokure circuit list</c>: which endpoints are not called now, and why.</summary>
internal sealed class CircuitListCommand : HubCommand
{
    private readonly Conditions _conditions = new Conditions()
        .With("--system", "system", "The system.", "CODE")
        .With("--state", "state", "CLOSED, OPEN or HALF_OPEN.", "STATE");

    public CircuitListCommand(HubOptions hub)
        : base(hub, "list", "Lists the circuit of every endpoint: CLOSED calls pass, OPEN nothing is sent, HALF_OPEN one call tries.") => _conditions.AddTo(this);

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        hub.GetAsync($"/api/v1/circuits?{Conditions.QueryOf(_conditions.Read(parsed))}", cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output)
    {
        foreach (var circuit in answer["items"]!.AsArray())
            CircuitText.Write(circuit!, output);
    }
}

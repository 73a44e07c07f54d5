using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Circuits;

/// <summary><c>prokure circuit open|close|reset SYSTEM ENDPOINT --reason …</c>.</summary>
internal sealed class CircuitChangeCommand : HubCommand
{
    private readonly EndpointArguments _endpoint = new();
    private readonly Option<string> _reason = new("--reason") { Description = "Why, in a sentence that is kept; without secrets.", HelpName = "TEXT", Required = true };
    private readonly string _verb;

    public CircuitChangeCommand(HubOptions hub, string verb, string description)
        : base(hub, verb, description)
    {
        _verb = verb;
        _endpoint.AddTo(this);
        Options.Add(_reason);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (system, endpoint) = _endpoint.Read(parsed);
        return hub.PostAsync($"/api/v1/circuits/{system}/{endpoint}/{_verb}", new JsonObject { ["reason"] = parsed.GetValue(_reason) }, cancellationToken);
    }

    protected override void Show(JsonNode answer, TextWriter output) => CircuitText.Write(answer, output);
}

using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Systems;

/// <summary><c>prokure endpoint disable|enable SYSTEM ENDPOINT</c>.</summary>
internal sealed class EndpointSwitchCommand : HubCommand
{
    private readonly EndpointArguments _endpoint = new();
    private readonly string _verb;

    public EndpointSwitchCommand(HubOptions hub, string verb, string description)
        : base(hub, verb, description)
    {
        _verb = verb;
        _endpoint.AddTo(this);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var (system, endpoint) = _endpoint.Read(parsed);
        return hub.PostAsync($"/api/v1/systems/{system}/endpoints/{endpoint}/{_verb}", null, cancellationToken);
    }

    protected override void Show(JsonNode answer, TextWriter output) =>
        output.WriteLine($"{(string?)answer["system_code"]}/{(string?)answer["code"]}  {SwitchText.Of(answer)}, version {answer["version"]}");
}

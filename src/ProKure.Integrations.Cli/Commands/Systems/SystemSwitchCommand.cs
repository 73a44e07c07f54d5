using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Systems;

/// <summary><c>prokure system disable|enable SYSTEM</c>.</summary>
internal sealed class SystemSwitchCommand : HubCommand
{
    private readonly Argument<string> _system = new("SYSTEM") { Description = "The system's code." };
    private readonly string _verb;

    public SystemSwitchCommand(HubOptions hub, string verb, string description)
        : base(hub, verb, description)
    {
        _verb = verb;
        Arguments.Add(_system);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        hub.PostAsync($"/api/v1/systems/{Uri.EscapeDataString(parsed.GetValue(_system)!)}/{_verb}", null, cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output) => output.WriteLine($"{(string?)answer["code"]}  {SwitchText.Of(answer)}, version {answer["version"]}");
}

using System.CommandLine;
using System.Text.Json.Nodes;
using ProKure.Integrations.Cli.Commands.Systems;

namespace ProKure.Integrations.Cli.Commands.ApiKeys;

/// <summary><c>prokure api-key disable|enable ID</c>.</summary>
internal sealed class ApiKeySwitchCommand : HubCommand
{
    private readonly Argument<string> _id = new("ID") { Description = "The public part of the key, as BUYING_APP." };
    private readonly string _verb;

    public ApiKeySwitchCommand(HubOptions hub, string verb, string description)
        : base(hub, verb, description)
    {
        _verb = verb;
        Arguments.Add(_id);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken) =>
        hub.PostAsync($"/api/v1/api-keys/{Uri.EscapeDataString(parsed.GetValue(_id)!)}/{_verb}", null, cancellationToken);

    protected override void Show(JsonNode answer, TextWriter output) => output.WriteLine($"{(string?)answer["id"]}  {SwitchText.Of(answer)}");
}

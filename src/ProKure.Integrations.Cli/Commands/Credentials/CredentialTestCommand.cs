using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Credentials;

/// <summary><c>prokure credential test CODE</c>: whether a credential works, without showing anything of it.</summary>
internal sealed class CredentialTestCommand : HubCommand
{
    private readonly Argument<string> _code = new("CODE") { Description = "The credential's code." };

    private readonly Option<string?> _system = new("--system") { Description = "The system to test it with; needed where several use it.", HelpName = "CODE" };

    public CredentialTestCommand(HubOptions hub)
        : base(hub, "test", "Tests a credential: opens its secrets, asks for a token where there is one to ask for, and sends the probe request where one is configured.")
    {
        Arguments.Add(_code);
        Options.Add(_system);
    }

    protected override Task<JsonNode> AskAsync(HubApi hub, ParseResult parsed, CancellationToken cancellationToken)
    {
        var body = parsed.GetValue(_system) is { } system ? new JsonObject { ["system"] = system } : [];
        return hub.PostAsync($"/api/v1/credentials/{Uri.EscapeDataString(parsed.GetValue(_code)!)}/test", body, cancellationToken);
    }

    protected override void Show(JsonNode answer, TextWriter output)
    {
        foreach (var step in answer["steps"]!.AsArray())
            output.WriteLine($"{((bool)step!["succeeded"]! ? "ok    " : "FAILED")}  {(string?)step["step"],-12}  {(string?)step["message"]}");
    }

    protected override int ExitCodeOf(JsonNode answer) => (bool)answer["succeeded"]! ? ExitCodes.Done : ExitCodes.Refused;
}

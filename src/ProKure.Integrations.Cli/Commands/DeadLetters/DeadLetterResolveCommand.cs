using System.CommandLine;
using System.Text.Json.Nodes;
using ProKure.Integrations.Cli.Commands.Deliveries;

namespace ProKure.Integrations.Cli.Commands.DeadLetters;

/// <summary><c>prokure dead-letter resolve ID --note …</c>: puts down that somebody has seen to it.</summary>
internal sealed class DeadLetterResolveCommand : ActCommand
{
    private readonly Option<string> _note = new("--note") { Description = "What was done about it.", HelpName = "TEXT", Required = true };

    public DeadLetterResolveCommand(HubOptions hub)
        : base(hub, "resolve", "Puts down that somebody has seen to a dead letter. What waits behind it about the same entity goes on.", "/api/v1/dead-letters", "delivery") =>
        Options.Add(_note);

    protected override JsonObject BodyOf(ParseResult parsed) => new() { ["note"] = parsed.GetValue(_note) };

    protected override void Show(JsonNode answer, TextWriter output) => DeliveryText.Write(answer, output);
}

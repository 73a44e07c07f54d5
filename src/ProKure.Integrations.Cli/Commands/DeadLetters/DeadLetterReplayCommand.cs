using System.CommandLine;
using System.Text.Json.Nodes;
using ProKure.Integrations.Cli.Commands.Deliveries;

namespace ProKure.Integrations.Cli.Commands.DeadLetters;

/// <summary><c>prokure dead-letter replay ID</c>: sends what was accepted then as a new delivery.</summary>
internal sealed class DeadLetterReplayCommand : ActCommand
{
    private readonly RepeatOptions _repeat = new();

    public DeadLetterReplayCommand(HubOptions hub)
        : base(hub, "replay", "Sends what was accepted then as a new delivery, with a new series of attempts, and resolves the dead letter. Shows the new delivery.", "/api/v1/dead-letters", "delivery") =>
        _repeat.AddTo(this);

    protected override JsonObject BodyOf(ParseResult parsed) => _repeat.Read(parsed);

    protected override void Show(JsonNode answer, TextWriter output) => DeliveryText.Write(answer, output);
}

using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Deliveries;

/// <summary><c>prokure delivery retry ID</c>: one more attempt, now.</summary>
internal sealed class DeliveryRetryCommand : ActCommand
{
    private readonly RepeatOptions _repeat = new();

    public DeliveryRetryCommand(HubOptions hub)
        : base(hub, "retry", "Tries a delivery that waits, or a dead letter, once more now; after that its retry policy goes on where it stood.", "/api/v1/deliveries", "delivery") =>
        _repeat.AddTo(this);

    protected override JsonObject BodyOf(ParseResult parsed) => _repeat.Read(parsed);

    protected override void Show(JsonNode answer, TextWriter output) => DeliveryText.Write(answer, output);
}

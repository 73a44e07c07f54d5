using System.CommandLine;
using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Deliveries;

/// <summary><c>prokure delivery cancel ID</c>: ends a delivery.</summary>
internal sealed class DeliveryCancelCommand : ActCommand
{
    private readonly Option<string?> _note = new("--note") { Description = "Why, for whoever looks at it later.", HelpName = "TEXT" };

    public DeliveryCancelCommand(HubOptions hub)
        : base(hub, "cancel", "Cancels a delivery that waits. One that runs is asked to end, and the request may be under way: look at it again.", "/api/v1/deliveries", "delivery") =>
        Options.Add(_note);

    protected override JsonObject BodyOf(ParseResult parsed) => parsed.GetValue(_note) is { } note ? new JsonObject { ["note"] = note } : [];

    protected override void Show(JsonNode answer, TextWriter output)
    {
        output.WriteLine((string?)answer["message"]);
        DeliveryText.Write(answer["delivery"]!, output);
    }
}

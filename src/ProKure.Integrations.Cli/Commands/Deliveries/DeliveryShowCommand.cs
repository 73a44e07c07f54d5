using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Deliveries;

/// <summary><c>prokure delivery show ID</c>: where a delivery stands, and what people did to it.</summary>
internal sealed class DeliveryShowCommand(HubOptions hub)
    : ShowCommand(hub, "Shows where a delivery stands, why, when it is due, and what people did to it.", "/api/v1/deliveries", "delivery")
{
    protected override void Show(JsonNode answer, TextWriter output) => DeliveryText.Write(answer, output);
}

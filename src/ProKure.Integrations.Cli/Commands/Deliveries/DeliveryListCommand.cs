using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Deliveries;

/// <summary><c>prokure delivery list</c>: what the hub owns, or owned, until it ends.</summary>
internal sealed class DeliveryListCommand(HubOptions hub) : ListCommand(
    hub, "list", "Lists deliveries, the one accepted last first.", "/api/v1/deliveries",
    DeliveryConditions.InQueries().With("--state", "state", "QUEUED, WAITING, RUNNING, SUCCEEDED, DEAD, RESOLVED or CANCELLED.", "STATE"))
{
    protected override void ShowItems(IReadOnlyList<JsonNode> items, TextWriter output) => DeliveryText.WriteList(items, output);
}

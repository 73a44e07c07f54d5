using System.CommandLine;
using System.Text.Json.Nodes;
using ProKure.Integrations.Cli.Commands.Deliveries;

namespace ProKure.Integrations.Cli.Commands.DeadLetters;

/// <summary><c>prokure dead-letter list</c>: the dead letters one by one.</summary>
internal sealed class DeadLetterListCommand(HubOptions hub)
    : ListCommand(hub, "list", "Lists dead letters, the one accepted last first. 'prokure delivery show' tells more of one.", "/api/v1/deliveries", DeliveryConditions.InQueries())
{
    protected override void AddTo(JsonObject query, ParseResult parsed) => query["state"] = "DEAD";

    protected override void ShowItems(IReadOnlyList<JsonNode> items, TextWriter output) => DeliveryText.WriteList(items, output);
}

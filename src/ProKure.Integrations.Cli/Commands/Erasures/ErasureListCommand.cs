using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Erasures;

/// <summary><c>prokure erase list</c>: orders to erase.</summary>
internal sealed class ErasureListCommand(HubOptions hub) : ListCommand(hub, "list", "Lists erasures, the newest first.", "/api/v1/erasures", new Conditions())
{
    protected override void ShowItems(IReadOnlyList<JsonNode> items, TextWriter output)
    {
        foreach (var order in items)
        {
            var decided = (string?)order["decided_by"] is { } by ? $", decided by {by}" : "";
            output.WriteLine($"{(string?)order["erasure_id"]}  {(string?)order["state"],-20}  {EntityText.Of(order)}");
            output.WriteLine($"  asked for {(string?)order["created_at"]} by {(string?)order["created_by"]}{decided}: {(string?)order["reason"]}");
        }
    }
}

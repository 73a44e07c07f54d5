using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Deliveries;

/// <summary>Deliveries, for people.</summary>
internal static class DeliveryText
{
    public static void WriteList(IReadOnlyList<JsonNode> deliveries, TextWriter output) => TextTable.Write(
        [
            ["DELIVERY", "STATE", "SYSTEM/ENDPOINT", "ACCEPTED", "DUE", "ATTEMPTS", "ENTITY", "REASON"],
            .. deliveries.Select(delivery => new[]
            {
                (string)delivery["delivery_id"]!, (string)delivery["state"]!, Endpoint(delivery), (string)delivery["created_at"]!,
                delivery["ended_at"] is null ? (string?)delivery["not_before"] ?? "" : "-", delivery["attempts_made"]!.ToString(), EntityText.Of(delivery["context"]), (string?)delivery["reason"] ?? "",
            }),
        ],
        output);

    public static void Write(JsonNode delivery, TextWriter output)
    {
        output.WriteLine($"{(string?)delivery["delivery_id"]}  {(string?)delivery["state"]}  {Endpoint(delivery)}  {EntityText.Of(delivery["context"])}".TrimEnd());
        output.WriteLine($"  accepted {(string?)delivery["created_at"]}, {When(delivery)}, {delivery["attempts_made"]} attempts made, priority {delivery["priority"]}");
        output.WriteLine($"  correlation {(string?)delivery["correlation_id"]}{(delivery["order_key"] is { } key ? $", in order with others of {(string?)key}" : "")}");
        if ((string?)delivery["replay_of"] is { } original)
            output.WriteLine($"  replays {original}");
        if ((string?)delivery["reason"] is { } reason)
            output.WriteLine($"  reason: {reason}");
        if (delivery["failure"] is { } failure)
        {
            var status = failure["response_status"] is { } code ? $", HTTP {code}" : "";
            output.WriteLine($"  last failure: {(string?)failure["type"]}{status} ({(string?)failure["lane"]}): {(string?)failure["message"]}");
            output.WriteLine($"  fingerprint {(string?)failure["fingerprint"]}; the other side {((bool)failure["may_have_been_received"]! ? "may have received it" : "has not received it")}");
        }

        if ((string?)delivery["hint"] is { } hint)
            output.WriteLine($"  next: {hint}");
        foreach (var action in delivery["actions"] as JsonArray ?? [])
            output.WriteLine($"  {(string?)action!["at"]}  {(string?)action["action"]}  {(string?)action["actor"]}{(action["note"] is { } note ? $": {(string?)note}" : "")}");
    }

    public static string Endpoint(JsonNode node) => $"{(string?)node["system_code"]}/{(string?)node["endpoint_code"]}";

    private static string When(JsonNode delivery) => (string?)delivery["ended_at"] is { } ended ? $"ended {ended}" : $"due {(string?)delivery["not_before"]}";
}

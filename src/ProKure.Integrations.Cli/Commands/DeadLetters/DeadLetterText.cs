using System.Text.Json.Nodes;
using ProKure.Integrations.Cli.Commands.Deliveries;

namespace ProKure.Integrations.Cli.Commands.DeadLetters;

/// <summary>Groups of dead letters, for people.</summary>
internal static class DeadLetterText
{
    public static void WriteGroups(JsonArray groups, TextWriter output)
    {
        foreach (var group in groups)
        {
            var status = group!["response_status"] is { } code ? $", HTTP {code}" : "";
            output.WriteLine();
            output.WriteLine($"{group["count"],6}  {(string?)group["lane"]}  {DeliveryText.Endpoint(group)}  {(string?)group["reason"] ?? "-"}  {(string?)group["error_type"] ?? "-"}{status}");
            output.WriteLine($"        {(string?)group["first_ended_at"]} to {(string?)group["last_ended_at"]}, fingerprint {(string?)group["fingerprint"] ?? "-"}");
            if ((string?)group["message"] is { } message)
                output.WriteLine($"        {message}");
            output.WriteLine($"        next: {(string?)group["hint"]}");
        }
    }
}

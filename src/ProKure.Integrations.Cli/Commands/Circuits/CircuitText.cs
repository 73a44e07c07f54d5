using System.Text.Json.Nodes;
using ProKure.Integrations.Cli.Commands.Deliveries;

namespace ProKure.Integrations.Cli.Commands.Circuits;

/// <summary>A circuit, for people.</summary>
internal static class CircuitText
{
    public static void Write(JsonNode circuit, TextWriter output)
    {
        var held = (bool)circuit["is_held"]! ? ", held by a person" : "";
        var until = (string?)circuit["open_until"] is { } time ? $", until {time}" : "";
        output.WriteLine($"{(string?)circuit["state"],-9}  {DeliveryText.Endpoint(circuit)}: {circuit["failures"]} of {circuit["calls"]} calls failed{held}{until}");
        if ((string?)circuit["reason"] is { } reason)
            output.WriteLine($"           {(string?)circuit["changed_at"]} by {(string?)circuit["changed_by"]}: {reason}");
    }
}

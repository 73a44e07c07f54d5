using System.Text.Json.Nodes;
using ProKure.Integrations.Cli.Commands.Deliveries;

namespace ProKure.Integrations.Cli.Commands.Traces;

/// <summary>The trace of an endpoint, for people.</summary>
internal static class TraceText
{
    public static void Write(JsonNode trace, TextWriter output)
    {
        var endpoint = DeliveryText.Endpoint(trace);
        if ((string?)trace["until"] is not { } until)
        {
            output.WriteLine($"{endpoint} is not traced.");
            return;
        }

        var reason = (string?)trace["reason"] is { } why ? $": {why}" : "";
        output.WriteLine($"{endpoint} {((bool)trace["is_active"]! ? "is traced until" : "was traced until")} {until}, asked for by {(string?)trace["started_by"]}{reason}");
    }
}

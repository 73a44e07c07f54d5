using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands.Systems;

/// <summary>Whether something is switched on, for people.</summary>
internal static class SwitchText
{
    public static string Of(JsonNode row) => (bool)row["enabled"]! ? "enabled" : "DISABLED";
}

using System.Text.Json.Nodes;

namespace ProKure.Integrations.Cli.Commands;

/// <summary>A business entity, for people.</summary>
internal static class EntityText
{
    /// <param name="node">Something with <c>entity_type</c> and <c>entity_id</c>; null for none.</param>
    public static string Of(JsonNode? node) =>
        node is null || (node["entity_type"] is null && node["entity_id"] is null) ? "" : $"{(string?)node["entity_type"]}:{(string?)node["entity_id"]}";
}

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProKure.Integrations.Configuration;

/// <summary>Rules for redaction as one JSON text, the same in every store: snake_case, what is empty left out.</summary>
public static class RedactionConfigJson
{
    private static readonly RedactionConfigJsonContext Json = new(new JsonSerializerOptions
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    });

    /// <summary>The rules as JSON.</summary>
    public static string Write(RedactionConfig rules) => JsonSerializer.Serialize(
        new RedactionConfigText(NullIfEmpty([.. rules.Fields]), NullIfEmpty([.. rules.Patterns]), NullIfEmpty([.. rules.AllowedHeaders])), Json.RedactionConfigText);

    /// <summary>The rules that a JSON text holds.</summary>
    public static RedactionConfig Read(string json) => JsonSerializer.Deserialize(json, Json.RedactionConfigText) is { } text
        ? new RedactionConfig { Fields = [.. text.Fields ?? []], Patterns = [.. text.Patterns ?? []], AllowedHeaders = [.. text.AllowedHeaders ?? []] }
        : RedactionConfig.None;

    private static string[]? NullIfEmpty(string[] list) => list.Length == 0 ? null : list;
}

internal sealed record RedactionConfigText(string[]? Fields, string[]? Patterns, string[]? AllowedHeaders);

[JsonSerializable(typeof(RedactionConfigText))]
internal sealed partial class RedactionConfigJsonContext : JsonSerializerContext;

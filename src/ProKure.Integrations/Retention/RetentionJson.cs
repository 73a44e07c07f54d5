using System.Text.Json;
using System.Text.Json.Serialization;

namespace ProKure.Integrations.Retention;

/// <summary>Reports as the stores keep them, in JSON.</summary>
public static class RetentionJson
{
    private static readonly RetentionJsonContext Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<RetentionStore>(JsonNamingPolicy.SnakeCaseUpper) },
    });

    /// <summary>The report as JSON.</summary>
    public static string Write(RetentionReport report) => JsonSerializer.Serialize(report, Json.RetentionReport);

    /// <summary>The report that was written.</summary>
    /// <exception cref="JsonException">It was not.</exception>
    public static RetentionReport ReadReport(string json) =>
        JsonSerializer.Deserialize(json, Json.RetentionReport) ?? throw new JsonException("Expected a report, found null.");
}

[JsonSerializable(typeof(RetentionReport))]
internal sealed partial class RetentionJsonContext : JsonSerializerContext;

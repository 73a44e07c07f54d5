using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Retry.DeadLetters;

/// <summary>A filter as stores keep it with a replay job, the same in each: JSON in snake_case.</summary>
public static class DeliveryFilterJson
{
    private static readonly DeliveryFilterJsonContext Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        IgnoreReadOnlyProperties = true,
        Converters =
        {
            new JsonStringEnumConverter<DeliveryState>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<ErrorSide>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<ErrorType>(JsonNamingPolicy.SnakeCaseUpper),
        },
    });

    /// <summary>The filter as JSON.</summary>
    public static string Write(DeliveryFilter filter) => JsonSerializer.Serialize(filter, Json.DeliveryFilter);

    /// <summary>The filter that was written.</summary>
    /// <exception cref="JsonException">It was not.</exception>
    public static DeliveryFilter Read(string json) => JsonSerializer.Deserialize(json, Json.DeliveryFilter) ?? throw new JsonException("Expected a filter, found null.");
}

[JsonSerializable(typeof(DeliveryFilter))]
internal sealed partial class DeliveryFilterJsonContext : JsonSerializerContext;

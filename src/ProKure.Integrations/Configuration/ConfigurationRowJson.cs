using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ProKure.Integrations.Configuration;

/// <summary>Writes rows as the audit trail keeps them, the same in every store: JSON in snake_case, without the hashes of keys and without secrets.</summary>
public static class ConfigurationRowJson
{
    internal static readonly ConfigurationRowJsonContext Json = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters =
        {
            new JsonStringEnumConverter<AfterDeadLetter>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<ApiKeyPlace>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<Backoff>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<BinaryText>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<CaptureLevel>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<ContentCoding>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<CredentialType>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<HmacAlgorithm>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<HmacKeyForm>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<HmacPreset>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<Idempotency>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<JwtAlgorithm>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<MissingCode>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<Oauth2ClientAuth>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<PaginationStyle>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<RequestBodyType>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<ResponseBodyType>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<SoapVersion>(JsonNamingPolicy.SnakeCaseUpper),
            new JsonStringEnumConverter<XmlNames>(JsonNamingPolicy.SnakeCaseUpper),
        },
    });

    private static readonly JsonSerializerOptions Audit = new(Json.Options)
    {
        TypeInfoResolver = Json.WithAddedModifier(LeaveOut),
    };

    /// <summary>The row as JSON.</summary>
    /// <exception cref="NotSupportedException">The row is of a kind that this class does not know.</exception>
    public static string Write(IConfigurationRow row) => JsonSerializer.Serialize(row, Audit.GetTypeInfo(row.GetType()));

    /// <summary>The row that was written.</summary>
    /// <exception cref="ArgumentException">The kind's rows cannot be read back: what is secret of them was left out.</exception>
    /// <exception cref="JsonException">It was not.</exception>
    public static IConfigurationRow Read(ConfigurationKind kind, string json)
    {
        JsonTypeInfo type = kind switch
        {
            ConfigurationKind.Endpoint => Json.EndpointConfig,
            ConfigurationKind.Transform => Json.TransformConfig,
            ConfigurationKind.CodeMappingSet => Json.CodeMappingSetConfig,
            ConfigurationKind.RetryPolicy => Json.RetryPolicyConfig,
            ConfigurationKind.RetentionClass => Json.RetentionClassConfig,
            ConfigurationKind.System => Json.SystemConfig,
            ConfigurationKind.Organization => Json.OrganizationConfig,
            _ => throw new ArgumentException($"Rows of the kind {kind} cannot be read back.", nameof(kind)),
        };
        return (IConfigurationRow?)JsonSerializer.Deserialize(json, type) ?? throw new JsonException("Expected a row, found null.");
    }

    // A row's own key repeats other fields; a hash is worth a guess to whoever reads the trail.
    private static void LeaveOut(JsonTypeInfo type)
    {
        var isRow = type.Type.IsAssignableTo(typeof(IConfigurationRow));
        foreach (var property in type.Properties)
        {
            if (property.Name == "secret_hash" || (isRow && property.Name == "key"))
                property.ShouldSerialize = static (_, _) => false;
        }
    }
}

[JsonSerializable(typeof(OrganizationConfig))]
[JsonSerializable(typeof(RetryPolicyConfig))]
[JsonSerializable(typeof(RateLimitPolicyConfig))]
[JsonSerializable(typeof(RetentionClassConfig))]
[JsonSerializable(typeof(CredentialConfig))]
[JsonSerializable(typeof(SystemConfig))]
[JsonSerializable(typeof(TransformConfig))]
[JsonSerializable(typeof(CodeMappingSetConfig))]
[JsonSerializable(typeof(EndpointConfig))]
[JsonSerializable(typeof(ApiKeyConfig))]
internal sealed partial class ConfigurationRowJsonContext : JsonSerializerContext;

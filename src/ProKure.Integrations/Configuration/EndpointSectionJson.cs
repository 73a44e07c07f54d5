using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ProKure.Integrations.Configuration;

/// <summary>An endpoint's groups of settings as stores keep them in one column each: the JSON of the audit trail.</summary>
public static class EndpointSectionJson
{
    /// <summary>The group as JSON in UTF-8.</summary>
    /// <exception cref="NotSupportedException">It is no group of settings.</exception>
    public static byte[] Write<T>(T section) where T : class => JsonSerializer.SerializeToUtf8Bytes(section, TypeOf<T>());

    /// <summary>The group that was written.</summary>
    /// <exception cref="JsonException">It was not.</exception>
    public static T Read<T>(ReadOnlySpan<byte> json) where T : class =>
        JsonSerializer.Deserialize(json, TypeOf<T>()) ?? throw new JsonException($"Expected {typeof(T).Name}, found null.");

    private static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)ConfigurationRowJson.Json.Options.GetTypeInfo(typeof(T));
}

using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Configuration;

/// <summary>Durations, maps and lists as columns.</summary>
internal static class RowColumns
{
    private static readonly RowColumnsJson Json = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>As milliseconds; those of a tick's fineness come back exactly.</summary>
    public static Statement BindDuration(this Statement statement, TimeSpan duration) => statement.Bind(duration.TotalMilliseconds);

    public static Statement BindDuration(this Statement statement, TimeSpan? duration) => statement.Bind(duration?.TotalMilliseconds);

    public static Statement Bind(this Statement statement, ImmutableSortedDictionary<string, string> map) =>
        statement.BindJsonb(JsonSerializer.Serialize(map, Json.IReadOnlyDictionaryStringString));

    public static Statement Bind(this Statement statement, ImmutableArray<string> list) =>
        statement.BindJsonb(JsonSerializer.Serialize(list, Json.ImmutableArrayString));

    public static TimeSpan ReadDuration(this Row row) => TimeSpan.FromTicks((long)Math.Round(row.ReadDouble() * TimeSpan.TicksPerMillisecond));

    public static TimeSpan? ReadDurationOrNull(this Row row) => row.ReadNull() ? null : row.ReadDuration();

    public static ImmutableSortedDictionary<string, string> ReadMap(this Row row)
    {
        var map = JsonSerializer.Deserialize(row.ReadText(), Json.IReadOnlyDictionaryStringString);
        return map is null or { Count: 0 } ? ImmutableSortedDictionary<string, string>.Empty : map.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>A group of settings; null stays null.</summary>
    public static Statement BindSection<T>(this Statement statement, T? section) where T : class =>
        statement.BindJsonb(section is null ? null : Encoding.UTF8.GetString(EndpointSectionJson.Write(section)));

    public static T? ReadSectionOrNull<T>(this Row row) where T : class =>
        row.ReadTextOrNull() is { } json ? EndpointSectionJson.Read<T>(Encoding.UTF8.GetBytes(json)) : null;

    public static ImmutableArray<string> ReadList(this Row row) => JsonSerializer.Deserialize(row.ReadText(), Json.ImmutableArrayString);
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(ImmutableArray<string>))]
internal sealed partial class RowColumnsJson : JsonSerializerContext;

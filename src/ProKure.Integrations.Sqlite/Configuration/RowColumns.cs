using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Configuration;

/// <summary>Durations, maps and lists as columns.</summary>
internal static class RowColumns
{
    private static readonly RowColumnsJson Json = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>As milliseconds; those of a tick's fineness come back exactly.</summary>
    public static Statement Bind(this Statement statement, TimeSpan duration) => statement.Bind(duration.TotalMilliseconds);

    public static Statement Bind(this Statement statement, TimeSpan? duration) => statement.Bind(duration?.TotalMilliseconds);

    public static Statement Bind(this Statement statement, ImmutableSortedDictionary<string, string> map) =>
        statement.BindUtf8(JsonSerializer.SerializeToUtf8Bytes(map, Json.IReadOnlyDictionaryStringString));

    public static Statement Bind(this Statement statement, ImmutableArray<string> list) =>
        statement.BindUtf8(JsonSerializer.SerializeToUtf8Bytes(list, Json.ImmutableArrayString));

    public static TimeSpan ReadDuration(this Statement row) => TimeSpan.FromTicks((long)Math.Round(row.ReadDouble() * TimeSpan.TicksPerMillisecond));

    public static TimeSpan? ReadDurationOrNull(this Statement row) => row.ReadNull() ? null : row.ReadDuration();

    public static ImmutableSortedDictionary<string, string> ReadMap(this Statement row)
    {
        var map = JsonSerializer.Deserialize(row.ReadBytes(), Json.IReadOnlyDictionaryStringString);
        return map is null or { Count: 0 } ? ImmutableSortedDictionary<string, string>.Empty : map.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>A group of settings; null stays null.</summary>
    public static Statement BindSection<T>(this Statement statement, T? section) where T : class =>
        section is null ? statement.Bind((string?)null) : statement.BindUtf8(EndpointSectionJson.Write(section));

    public static T? ReadSectionOrNull<T>(this Statement row) where T : class => row.ReadNull() ? null : EndpointSectionJson.Read<T>(row.ReadBytes());

    public static ImmutableArray<string> ReadList(this Statement row) => JsonSerializer.Deserialize(row.ReadBytes(), Json.ImmutableArrayString);
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(ImmutableArray<string>))]
internal sealed partial class RowColumnsJson : JsonSerializerContext;

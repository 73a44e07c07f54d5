using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

/// <summary>Durations, maps, lists and groups of settings as columns.</summary>
internal static class ColumnForms
{
    private static readonly ColumnFormsJson Json = new(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>As milliseconds; those of a tick's fineness come back exactly.</summary>
    public static TWriter Bind<TWriter>(this TWriter writer, TimeSpan? duration) where TWriter : IRowWriter<TWriter> => writer.Bind(duration?.TotalMilliseconds);

    public static TWriter Bind<TWriter>(this TWriter writer, ImmutableSortedDictionary<string, string> map) where TWriter : IRowWriter<TWriter> =>
        writer.BindDocument(JsonSerializer.Serialize(map, Json.IReadOnlyDictionaryStringString));

    public static TWriter Bind<TWriter>(this TWriter writer, ImmutableArray<string> list) where TWriter : IRowWriter<TWriter> =>
        writer.BindDocument(JsonSerializer.Serialize(list, Json.ImmutableArrayString));

    /// <summary>A group of settings; null stays null.</summary>
    public static TWriter BindSection<TWriter, TSection>(this TWriter writer, TSection? section)
        where TWriter : IRowWriter<TWriter>
        where TSection : class =>
        writer.BindDocument(section is null ? null : Encoding.UTF8.GetString(EndpointSectionJson.Write(section)));

    public static TimeSpan ReadDuration(this IRowReader row) => TimeSpan.FromTicks((long)Math.Round(row.ReadDouble() * TimeSpan.TicksPerMillisecond));

    public static TimeSpan? ReadDurationOrNull(this IRowReader row) => row.ReadNull() ? null : row.ReadDuration();

    public static ImmutableSortedDictionary<string, string> ReadMap(this IRowReader row)
    {
        var map = JsonSerializer.Deserialize(row.ReadText(), Json.IReadOnlyDictionaryStringString);
        return map is null or { Count: 0 } ? ImmutableSortedDictionary<string, string>.Empty : map.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    public static ImmutableArray<string> ReadList(this IRowReader row) => JsonSerializer.Deserialize(row.ReadText(), Json.ImmutableArrayString);

    public static T? ReadSectionOrNull<T>(this IRowReader row) where T : class =>
        row.ReadTextOrNull() is { } json ? EndpointSectionJson.Read<T>(Encoding.UTF8.GetBytes(json)) : null;
}

[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(ImmutableArray<string>))]
internal sealed partial class ColumnFormsJson : JsonSerializerContext;

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Logging;

/// <summary>The parts of a log document that are lists or seldom searched, as JSON in a text column; NULL for nothing.</summary>
internal static class LogJson
{
    private static readonly LogJsonContext Json = new(new JsonSerializerOptions
    {
        // Nobody renders these texts as HTML; escapes would only make them long.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    });

    public static void Bind(Statement statement, IReadOnlyList<CapturedHeader> headers) =>
        BindUnlessEmpty(statement, headers, headers.Count, Json.IReadOnlyListCapturedHeader);

    public static void Bind(Statement statement, IReadOnlyList<string> names) => BindUnlessEmpty(statement, names, names.Count, Json.IReadOnlyListString);

    public static void Bind(Statement statement, IReadOnlyDictionary<string, string> keys) =>
        BindUnlessEmpty(statement, keys, keys.Count, Json.IReadOnlyDictionaryStringString);

    public static void Bind(Statement statement, LogTimings? timings) => BindUnlessEmpty(statement, timings, timings is null ? 0 : 1, Json.LogTimings!);

    public static IReadOnlyList<CapturedHeader> ReadHeaders(Statement row) => Read(row, Json.IReadOnlyListCapturedHeader) ?? [];

    public static IReadOnlyList<string> ReadNames(Statement row) => Read(row, Json.IReadOnlyListString) ?? [];

    public static IReadOnlyDictionary<string, string> ReadKeys(Statement row) => Read(row, Json.IReadOnlyDictionaryStringString) ?? LogContext.None.Keys;

    public static LogTimings? ReadTimings(Statement row) => Read(row, Json.LogTimings);

    private static void BindUnlessEmpty<T>(Statement statement, T value, int count, JsonTypeInfo<T> type)
    {
        if (count == 0)
            statement.BindNull();
        else
            statement.BindUtf8(JsonSerializer.SerializeToUtf8Bytes(value, type));
    }

    private static T? Read<T>(Statement row, JsonTypeInfo<T> type) where T : class =>
        row.ReadNull() ? null : JsonSerializer.Deserialize(row.ReadBytes(), type);
}

[JsonSerializable(typeof(IReadOnlyList<CapturedHeader>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(LogTimings))]
internal sealed partial class LogJsonContext : JsonSerializerContext;

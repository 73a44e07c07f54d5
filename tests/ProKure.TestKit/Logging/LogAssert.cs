using System.Text;
using System.Text.Json;
using ProKure.Integrations.Logging;

namespace ProKure.TestKit.Logging;

/// <summary>Compares what was written with what came back, field by field.</summary>
public static class LogAssert
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };

    /// <summary>Fails unless both documents have equal fields, headers and bodies; a missing document equals nothing.</summary>
    public static void Same(LogDocument expected, LogDocument? actual)
    {
        Assert.NotNull(actual);
        Same(expected.Entry, actual.Entry);
        Assert.Equal(Text(expected.Request), Text(actual.Request));
        Assert.Equal(Text(expected.Response), Text(actual.Response));
    }

    /// <summary>Fails unless both entries have equal fields.</summary>
    public static void Same(LogEntry expected, LogEntry actual) => Assert.Equal(Text(expected), Text(actual));

    private static string Text(LogEntry entry)
    {
        var keys = new SortedDictionary<string, string>(new Dictionary<string, string>(entry.Context.Keys, StringComparer.Ordinal), StringComparer.Ordinal);
        return JsonSerializer.Serialize(entry with { Context = entry.Context with { Keys = keys } }, Readable);
    }

    private static string Text(CapturedPayload? payload) => payload is null
        ? "none"
        : JsonSerializer.Serialize(payload with { Body = default }, Readable) + Encoding.UTF8.GetString(payload.Body.Span);
}

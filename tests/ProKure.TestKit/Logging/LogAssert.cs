using System.Text;
using System.Text.Json;
using ProKure.Integrations.Logging;

namespace ProKure.TestKit.Logging;

/// <summary>Compares what was written with what came back, field by field.</summary>
public static class LogAssert
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 1_000 };

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

    /// <summary>
    /// Fails unless both are JSON texts of the same value. A store may write the text anew: white space between tokens, how characters are escaped, and where the point of a
    /// number with an exponent stands may differ; order, equal names, every digit and trailing zeros may not.
    /// </summary>
    public static void SameJson(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual)
    {
        using var left = JsonDocument.Parse(expected, Deep);
        using var right = JsonDocument.Parse(actual, Deep);
        Assert.Equal(Canonical(left.RootElement), Canonical(right.RootElement));
    }

    private static string Canonical(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', value.EnumerateObject().Select(member => $"{Quoted(member.Name)}:{Canonical(member.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', value.EnumerateArray().Select(Canonical))}]",
        JsonValueKind.String => CanonicalText(value),
        JsonValueKind.Number => CanonicalNumber(value.GetRawText()),
        _ => value.GetRawText(),
    };

    // Half a surrogate pair has no text; there only the same escapes are the same value.
    private static string CanonicalText(JsonElement value)
    {
        try
        {
            return Quoted(value.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    // Sign, digits without leading zeros, and the power of ten of the last one.
    private static string CanonicalNumber(string text)
    {
        var parts = text.ToLowerInvariant().Split('e');
        var exponent = parts.Length == 1 ? 0 : System.Numerics.BigInteger.Parse(parts[1], System.Globalization.NumberStyles.AllowLeadingSign, null);
        var mantissa = parts[0].TrimStart('-');
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var last = exponent - (point < 0 ? 0 : mantissa.Length - point - 1);
        return $"{(parts[0][0] == '-' ? "-" : "")}{mantissa.Replace(".", "", StringComparison.Ordinal).TrimStart('0')}e{last}";
    }

    private static string Text(LogEntry entry)
    {
        var keys = new SortedDictionary<string, string>(new Dictionary<string, string>(entry.Context.Keys, StringComparer.Ordinal), StringComparer.Ordinal);
        return JsonSerializer.Serialize(entry with { Context = entry.Context with { Keys = keys } }, Readable);
    }

    private static string Text(CapturedPayload? payload) => payload is null
        ? "none"
        : JsonSerializer.Serialize(payload with { Body = default }, Readable) + Encoding.UTF8.GetString(payload.Body.Span);
}

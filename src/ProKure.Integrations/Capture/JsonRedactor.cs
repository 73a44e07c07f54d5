using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ProKure.Integrations.Capture;

/// <summary>
/// Replaces the values of sensitive fields in a JSON text. One pass; everything else stays byte for byte as it was written, and a text without such
/// fields is not copied at all.
/// </summary>
internal sealed class JsonRedactor(SensitiveNames names)
{
    /// <summary>Deeper texts are not read as JSON.</summary>
    public const int MaxDepth = 128;

    private const int LongestStackName = 256;

    /// <summary>Redacts a JSON text.</summary>
    /// <returns>False when the bytes are no JSON text: nothing may be stored of them as JSON.</returns>
    public bool TryRedact(ReadOnlyMemory<byte> json, RedactedFields redacted, out ReadOnlyMemory<byte> result)
    {
        result = json;
        ArrayBufferWriter<byte>? changed = null;
        var copied = 0;
        var bytes = json.Span;
        Span<int> path = stackalloc int[MaxDepth + 1];
        var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName)
                    continue;
                path[reader.CurrentDepth] = (int)reader.TokenStartIndex;
                if (!IsSensitive(ref reader))
                    continue;

                var depth = reader.CurrentDepth;
                reader.Read();
                if (reader.TokenType == JsonTokenType.Null)
                    continue;
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                var end = (int)reader.BytesConsumed;
                redacted.Add(PathOf(bytes, path[..(depth + 1)]));
                changed ??= new ArrayBufferWriter<byte>(json.Length + 64);
                changed.Write(bytes[copied..start]);
                changed.Write(Redaction.PlaceholderJson);
                copied = end;
            }
        }
        catch (JsonException)
        {
            return false;
        }

        if (changed is not null)
        {
            changed.Write(bytes[copied..]);
            result = changed.WrittenMemory;
        }

        return true;
    }

    private bool IsSensitive(ref Utf8JsonReader reader)
    {
        if (reader.ValueSpan.Length > LongestStackName)
            return false;
        Span<char> name = stackalloc char[LongestStackName];
        return names.Contains(name[..reader.CopyString(name)]);
    }

    // The path's entries are where the names of the enclosing properties begin; depths inside arrays have none of their own.
    private static string PathOf(ReadOnlySpan<byte> json, ReadOnlySpan<int> path)
    {
        var text = new StringBuilder();
        var before = -1;
        foreach (var start in path)
        {
            if (start <= before || json[start] != (byte)'"')
                continue;
            before = start;
            var name = new Utf8JsonReader(json[start..], isFinalBlock: false, default);
            if (!name.Read())
                continue;
            if (text.Length > 0)
                text.Append('.');
            text.Append(name.GetString());
        }

        return text.ToString();
    }
}

using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace ProKure.Integrations.Formats;

/// <summary>JSON that is made of a body which was none.</summary>
internal static class JsonText
{
    /// <summary>Deeper texts are not taken for JSON.</summary>
    public const int MaxDepth = Capture.Formats.JsonPass.MaxDepth;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Write(int expectedBytes, Action<Utf8JsonWriter> write)
    {
        var json = new ArrayBufferWriter<byte>(expectedBytes + 64);
        using (var writer = new Utf8JsonWriter(json, Options))
            write(writer);
        return json.WrittenMemory;
    }

    public static ReadOnlyMemory<byte> OfString(string text) => Write(text.Length, writer => writer.WriteStringValue(text));

    public static ReadOnlyMemory<byte> OfBytes(ReadOnlyMemory<byte> bytes) => Write(bytes.Length / 3 * 4, writer => writer.WriteBase64StringValue(bytes.Span));

    /// <summary>A text as itself, several as an array.</summary>
    public static void WriteOneOrMany(Utf8JsonWriter writer, List<string> texts)
    {
        if (texts.Count == 1)
        {
            writer.WriteStringValue(texts[0]);
            return;
        }

        writer.WriteStartArray();
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }

    public static bool IsJson(ReadOnlySpan<byte> body)
    {
        // The reader looks at strings only where somebody asks for them.
        if (!Utf8.IsValid(body))
            return false;
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

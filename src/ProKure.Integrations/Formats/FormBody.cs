using System.Buffers;
using System.Text;
using System.Text.Json;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Formats;

/// <summary>
/// <c>application/x-www-form-urlencoded</c> (https://url.spec.whatwg.org/#application/x-www-form-urlencoded): an object of plain values; an array repeats
/// its name, null leaves it out.
/// </summary>
internal static class FormBody
{
    public const string MediaType = "application/x-www-form-urlencoded";

    private const int MaxPairs = 100_000;

    private static readonly SearchValues<byte> AsTheyAre =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789*-._"u8);

    public static byte[] Encode(JsonElement root, Encoding encoding)
    {
        if (root.ValueKind != JsonValueKind.Object)
            throw JsonScalar.Expected("an object of plain values", root, "as a form");
        var form = new ArrayBufferWriter<byte>(256);
        foreach (var member in root.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Array)
            {
                foreach (var item in member.Value.EnumerateArray())
                    Write(form, member.Name, item, encoding);
            }
            else
            {
                Write(form, member.Name, member.Value, encoding);
            }
        }

        return form.WrittenSpan.ToArray();
    }

    /// <summary>The form as JSON: an object of strings, a name that stands more than once with an array.</summary>
    public static ReadOnlyMemory<byte> Decode(ReadOnlySpan<byte> body, string? charset)
    {
        var encoding = Charsets.Get(charset);
        var values = new OrderedDictionary<string, List<string>>(StringComparer.Ordinal);
        var pairs = 0;
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty)
                continue;
            if (++pairs > MaxPairs)
                throw new BodyFormatException(BodyFormatException.Unreadable, $"The form has more than {MaxPairs} fields.");
            var equals = pair.IndexOf((byte)'=');
            var name = Unescape(equals < 0 ? pair : pair[..equals], encoding);
            var value = equals < 0 ? "" : Unescape(pair[(equals + 1)..], encoding);
            if (!values.TryGetValue(name, out var list))
                values.Add(name, list = []);
            list.Add(value);
        }

        return JsonText.Write(body.Length, writer =>
        {
            writer.WriteStartObject();
            foreach (var (name, list) in values)
            {
                writer.WritePropertyName(name);
                JsonText.WriteOneOrMany(writer, list);
            }

            writer.WriteEndObject();
        });
    }

    private static void Write(ArrayBufferWriter<byte> form, string name, JsonElement value, Encoding encoding)
    {
        if (JsonScalar.TextOf(value, $"in the form's field {Shown.Value(name)}") is not { } text)
            return;
        if (form.WrittenCount > 0)
            form.Write("&"u8);
        Escape(form, Charsets.Encode(name, encoding));
        form.Write("="u8);
        Escape(form, Charsets.Encode(text, encoding));
    }

    private static void Escape(ArrayBufferWriter<byte> form, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var plain = bytes.IndexOfAnyExcept(AsTheyAre);
            if (plain < 0)
                plain = bytes.Length;
            form.Write(bytes[..plain]);
            bytes = bytes[plain..];
            if (bytes.IsEmpty)
                return;
            if (bytes[0] == (byte)' ')
            {
                form.Write("+"u8);
            }
            else
            {
                var escaped = form.GetSpan(3);
                escaped[0] = (byte)'%';
                _ = bytes[0].TryFormat(escaped[1..], out _, "X2", provider: null);
                form.Advance(3);
            }

            bytes = bytes[1..];
        }
    }

    // What is no escape stands for itself, as browsers have it.
    private static string Unescape(ReadOnlySpan<byte> text, Encoding encoding)
    {
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'%' && i + 2 < text.Length && byte.TryParse(text.Slice(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value))
            {
                bytes[length++] = value;
                i += 2;
            }
            else
            {
                bytes[length++] = text[i] == (byte)'+' ? (byte)' ' : text[i];
            }
        }

        try
        {
            return encoding.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException fault)
        {
            throw new BodyFormatException(BodyFormatException.Charset, $"A field of the form is not in the charset {encoding.WebName}.", fault);
        }
    }
}

using System.Buffers;
using System.Text;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Text in a JSON string (RFC 8259, section 7). Half of a surrogate pair, which is no text, becomes U+FFFD.</summary>
internal sealed class JsonStringCodec : ContentCodec
{
    public static JsonStringCodec Instance { get; } = new();

    private static readonly SearchValues<byte> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    public override bool IsPlain(ReadOnlySpan<byte> written) => !written.Contains((byte)'\\');

    public override int Decode(ReadOnlySpan<byte> written, bool isFinal, Span<byte> text, out int length)
    {
        length = 0;
        for (var i = 0; ;)
        {
            var next = written[i..].IndexOf((byte)'\\');
            var plain = next < 0 ? written[i..] : written.Slice(i, next);
            plain.CopyTo(text[length..]);
            length += plain.Length;
            i += plain.Length;
            if (next < 0)
                return i;
            var escape = EscapeLength(written[i..]);
            if (escape == 0 && !isFinal)
                return i;
            if (escape == 0)
            {
                written[i..].CopyTo(text[length..]);
                length += written.Length - i;
                return written.Length;
            }

            length += DecodeOne(written.Slice(i, escape), text[length..]);
            i += escape;
        }
    }

    public override void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> written)
    {
        while (text.IndexOfAny(Escaped) is var index and >= 0)
        {
            written.Write(text[..index]);
            written.Write(text[index] switch
            {
                (byte)'"' => "\\\""u8,
                (byte)'\\' => "\\\\"u8,
                (byte)'\n' => "\\n"u8,
                (byte)'\r' => "\\r"u8,
                (byte)'\t' => "\\t"u8,
                var control => Encoding.ASCII.GetBytes($"\\u{control:x4}"),
            });
            text = text[(index + 1)..];
        }

        written.Write(text);
    }

    /// <summary>The value of four hexadecimal digits; -1 when they are none.</summary>
    public static int HexOf(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits[..4])
        {
            var nibble = char.IsAsciiHexDigit((char)digit) ? Convert.ToInt32(char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10) : -1;
            if (nibble < 0)
                return -1;
            value = (value << 4) | nibble;
        }

        return value;
    }

    // Zero when the escape is not all there. A surrogate pair is one escape.
    private static int EscapeLength(ReadOnlySpan<byte> escape)
    {
        if (escape.Length < 2)
            return 0;
        if (escape[1] != 'u')
            return 2;
        if (escape.Length < 6)
            return 0;
        if (HexOf(escape[2..]) is not (>= 0xD800 and <= 0xDBFF))
            return 6;
        if (escape.Length >= 7 && escape[6] != '\\')
            return 6;
        if (escape.Length >= 8 && escape[7] != 'u')
            return 6;
        return escape.Length < 12 ? 0 : HexOf(escape[8..]) is >= 0xDC00 and <= 0xDFFF ? 12 : 6;
    }

    private static int DecodeOne(ReadOnlySpan<byte> escape, Span<byte> text)
    {
        if (escape.Length == 2)
        {
            text[0] = escape[1] switch
            {
                (byte)'n' => (byte)'\n',
                (byte)'r' => (byte)'\r',
                (byte)'t' => (byte)'\t',
                (byte)'b' => (byte)'\b',
                (byte)'f' => (byte)'\f',
                var itself => itself,
            };
            return 1;
        }

        var code = HexOf(escape[2..]);
        if (escape.Length == 12)
            code = 0x10000 + ((code - 0xD800) << 10) + HexOf(escape[8..]) - 0xDC00;
        return (Rune.IsValid(code) ? new Rune(code) : Rune.ReplacementChar).EncodeToUtf8(text);
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Text in an element or attribute: character references and the five entities that XML has. Others stay as they are written.</summary>
internal sealed class XmlTextCodec : ContentCodec
{
    public static XmlTextCodec Instance { get; } = new();

    private const int LongestReference = 12;
    private static readonly SearchValues<byte> Escaped = SearchValues.Create("&<>\"'"u8);

    public override bool IsPlain(ReadOnlySpan<byte> written) => !written.Contains((byte)'&');

    public override int Decode(ReadOnlySpan<byte> written, bool isFinal, Span<byte> text, out int length)
    {
        length = 0;
        for (var i = 0; ;)
        {
            var next = written[i..].IndexOf((byte)'&');
            var plain = next < 0 ? written[i..] : written.Slice(i, next);
            plain.CopyTo(text[length..]);
            length += plain.Length;
            i += plain.Length;
            if (next < 0)
                return i;
            var reference = written.Slice(i, Math.Min(LongestReference, written.Length - i));
            var end = reference.IndexOf((byte)';');
            if (end < 0 && reference.Length < LongestReference && !isFinal)
                return i;
            if (end > 1 && DecodeOne(reference[1..end], text[length..]) is > 0 and var decoded)
            {
                length += decoded;
                i += end + 1;
                continue;
            }

            text[length++] = (byte)'&';
            i++;
        }
    }

    public override void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> written)
    {
        while (text.IndexOfAny(Escaped) is var index and >= 0)
        {
            written.Write(text[..index]);
            written.Write(text[index] switch
            {
                (byte)'&' => "&amp;"u8,
                (byte)'<' => "&lt;"u8,
                (byte)'>' => "&gt;"u8,
                (byte)'"' => "&quot;"u8,
                _ => "&apos;"u8,
            });
            text = text[(index + 1)..];
        }

        written.Write(text);
    }

    // Zero for what is none of them.
    private static int DecodeOne(ReadOnlySpan<byte> name, Span<byte> text)
    {
        if (name[0] == '#')
        {
            var isHex = name.Length > 2 && name[1] is (byte)'x' or (byte)'X';
            return int.TryParse(name[(isHex ? 2 : 1)..], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code)
                ? new Rune(code).EncodeToUtf8(text)
                : 0;
        }

        text[0] = name.SequenceEqual("amp"u8) ? (byte)'&'
            : name.SequenceEqual("lt"u8) ? (byte)'<'
            : name.SequenceEqual("gt"u8) ? (byte)'>'
            : name.SequenceEqual("quot"u8) ? (byte)'"'
            : name.SequenceEqual("apos"u8) ? (byte)'\''
            : (byte)0;
        return text[0] == 0 ? 0 : 1;
    }
}

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

    public override int Decode(ReadOnlySpan<byte> written, bool isFinal, IBufferWriter<byte> text)
    {
        for (var i = 0; ;)
        {
            var next = written[i..].IndexOf((byte)'&');
            if (next < 0)
            {
                text.Write(written[i..]);
                return written.Length;
            }

            text.Write(written.Slice(i, next));
            i += next;
            var reference = written.Slice(i, Math.Min(LongestReference, written.Length - i));
            var end = reference.IndexOf((byte)';');
            if (end < 0 && reference.Length < LongestReference && !isFinal)
                return i;
            if (end > 1 && TryDecode(reference[1..end], text))
            {
                i += end + 1;
                continue;
            }

            text.Write("&"u8);
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

    private static bool TryDecode(ReadOnlySpan<byte> name, IBufferWriter<byte> text)
    {
        if (name[0] == '#')
        {
            var isHex = name.Length > 2 && name[1] is (byte)'x' or (byte)'X';
            if (!int.TryParse(name[(isHex ? 2 : 1)..], isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var code)
                || !Rune.IsValid(code))
            {
                return false;
            }

            Span<byte> utf8 = stackalloc byte[4];
            text.Write(utf8[..new Rune(code).EncodeToUtf8(utf8)]);
            return true;
        }

        var character = name.SequenceEqual("amp"u8) ? "&"u8
            : name.SequenceEqual("lt"u8) ? "<"u8
            : name.SequenceEqual("gt"u8) ? ">"u8
            : name.SequenceEqual("quot"u8) ? "\""u8
            : name.SequenceEqual("apos"u8) ? "'"u8
            : default;
        text.Write(character);
        return !character.IsEmpty;
    }
}

using System.Buffers;
using System.Text;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Text in a form or query string (application/x-www-form-urlencoded): percent-encoded, blanks as plus.</summary>
internal sealed class PercentCodec : ContentCodec
{
    public static PercentCodec Instance { get; } = new();

    // Brackets and colons of the placeholder stay readable.
    private static readonly SearchValues<byte> Unescaped =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~*[]:@,/!$'()"u8);

    private static readonly SearchValues<byte> Signs = SearchValues.Create("%+"u8);

    public override bool IsPlain(ReadOnlySpan<byte> written) => !written.ContainsAny(Signs);

    public override int Decode(ReadOnlySpan<byte> written, bool isFinal, Span<byte> text, out int length)
    {
        length = 0;
        for (var i = 0; i < written.Length; i++)
        {
            var value = written[i];
            if (value == '%' && i + 3 > written.Length && !isFinal)
                return i;
            if (value == '%' && i + 3 <= written.Length && char.IsAsciiHexDigit((char)written[i + 1]) && char.IsAsciiHexDigit((char)written[i + 2]))
            {
                value = (byte)((NibbleOf(written[i + 1]) << 4) | NibbleOf(written[i + 2]));
                i += 2;
            }
            else if (value == '+')
            {
                value = (byte)' ';
            }

            text[length++] = value;
        }

        return written.Length;
    }

    public override void Encode(ReadOnlySpan<byte> text, IBufferWriter<byte> written)
    {
        while (text.IndexOfAnyExcept(Unescaped) is var index and >= 0)
        {
            written.Write(text[..index]);
            written.Write(text[index] == ' ' ? "+"u8 : Encoding.ASCII.GetBytes($"%{text[index]:X2}"));
            text = text[(index + 1)..];
        }

        written.Write(text);
    }

    private static int NibbleOf(byte digit) => char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10;
}

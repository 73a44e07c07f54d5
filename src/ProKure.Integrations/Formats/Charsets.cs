using System.Text;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Formats;

/// <summary>Texts in the charsets that business systems still use. Strict both ways: a character that is lost is a fault, not a question mark.</summary>
internal static class Charsets
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The charset with this name, with quotes or without, in any letter case; null where it is unknown.</summary>
    public static Encoding? Find(string name)
    {
        var plain = name.Trim().Trim('"');
        if (plain.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || plain.Equals("utf8", StringComparison.OrdinalIgnoreCase))
            return Utf8;
        try
        {
            // ISO-8859-x and windows-125x beyond Latin-1 come with the provider. It is asked, not registered: what others take a charset for stays as it is.
            return CodePagesEncodingProvider.Instance.GetEncoding(plain, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(plain, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    /// <summary>The charset with this name; UTF-8 for null.</summary>
    /// <exception cref="BodyFormatException">It is unknown.</exception>
    public static Encoding Get(string? name) => name is null
        ? Utf8
        : Find(name) ?? throw new BodyFormatException(BodyFormatException.Charset, $"The charset {Shown.Value(name)} is unknown.");

    /// <summary>The text in the charset, behind a byte order mark where the charset needs one (UTF-16, UTF-32).</summary>
    /// <exception cref="BodyFormatException">A character is not in the charset.</exception>
    public static byte[] Encode(string text, Encoding encoding)
    {
        try
        {
            var mark = encoding is UTF8Encoding ? [] : encoding.Preamble;
            var bytes = new byte[mark.Length + encoding.GetByteCount(text)];
            mark.CopyTo(bytes);
            encoding.GetBytes(text, bytes.AsSpan(mark.Length));
            return bytes;
        }
        catch (EncoderFallbackException fault)
        {
            throw new BodyFormatException(
                BodyFormatException.Charset, $"The character U+{CodeOf(fault):X4} at index {fault.Index} of the body is not in the charset {encoding.WebName}.", fault);
        }
    }

    /// <summary>The text of bytes: by byte order mark, else by the charset that they are said to be in, else by the one that is configured, else UTF-8.</summary>
    /// <exception cref="BodyFormatException">The charset is unknown, or the bytes are not in it.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes, string? said, string? configured)
    {
        var (encoding, mark) = EncodingOf(bytes, said, configured);
        try
        {
            return encoding.GetString(bytes[mark..]);
        }
        catch (DecoderFallbackException fault)
        {
            throw new BodyFormatException(
                BodyFormatException.Charset, $"The bytes at index {fault.Index} of the body are not in the charset {encoding.WebName}.", fault);
        }
    }

    /// <summary>Whether the bytes can be taken for UTF-8 as they are: no other charset is said, none configured, no byte order mark.</summary>
    public static bool IsPlainUtf8(ReadOnlySpan<byte> bytes, string? said, string? configured) =>
        EncodingOf(bytes, said, configured) is { Encoding: UTF8Encoding, Mark: 0 };

    /// <summary>The charset of bytes, and how long the byte order mark before them is.</summary>
    public static (Encoding Encoding, int Mark) EncodingOf(ReadOnlySpan<byte> bytes, string? said, string? configured) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Utf8, 3),
        [0xFF, 0xFE, 0, 0, ..] => (Get("utf-32"), 4),
        [0xFF, 0xFE, ..] => (Get("utf-16"), 2),
        [0xFE, 0xFF, ..] => (Get("utf-16BE"), 2),
        _ => (WithoutMark(bytes, Get(said ?? configured)), 0),
    };

    // UTF-16 without mark may stand in either order; what begins with a zero byte begins with an ASCII character in big-endian order.
    private static Encoding WithoutMark(ReadOnlySpan<byte> bytes, Encoding encoding) =>
        encoding.CodePage == Encoding.Unicode.CodePage && bytes is [0, ..] ? Get("utf-16BE") : encoding;

    private static int CodeOf(EncoderFallbackException fault) => fault.CharUnknownHigh != 0
        ? char.IsSurrogatePair(fault.CharUnknownHigh, fault.CharUnknownLow) ? char.ConvertToUtf32(fault.CharUnknownHigh, fault.CharUnknownLow) : fault.CharUnknownHigh
        : fault.CharUnknown;
}

using System.Text;

namespace ProKure.Integrations.Capture;

/// <summary>The character encoding of a body: by its byte order mark, by the zeros among its first bytes, by what was declared.</summary>
internal sealed class BodyEncoding(string? charset)
{
    private static readonly UTF32Encoding Utf32LittleEndian = new(bigEndian: false, byteOrderMark: false);
    private static readonly UTF32Encoding Utf32BigEndian = new(bigEndian: true, byteOrderMark: false);

    // Encodings in which an ASCII letter is the ASCII byte: they can be searched without being decoded.
    private static readonly string[] LikeAscii = ["iso-8859", "iso8859", "windows-", "cp125", "koi8", "us-ascii", "ascii", "shift_jis", "gb", "big5", "euc-", "macintosh"];

    /// <summary>How a body is to be read.</summary>
    /// <param name="start">Its first four bytes, or less when it is shorter.</param>
    /// <returns>What to decode it with, null for UTF-8 and what can be read as it is; length of a byte order mark; whether it can be read at all.</returns>
    public (Encoding? Encoding, int Skip, bool IsReadable) Of(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return (null, 3, true);
        if (start.SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]))
            return (Utf32LittleEndian, 4, true);
        if (start.SequenceEqual((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]))
            return (Utf32BigEndian, 4, true);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return (Encoding.Unicode, 2, true);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return (Encoding.BigEndianUnicode, 2, true);
        return ByZeros(start) is { } encoding ? (encoding, 0, true) : ByName();
    }

    // ASCII characters between zeros; other bytes between zeros are numbers of some binary format.
    private static Encoding? ByZeros(ReadOnlySpan<byte> start)
    {
        foreach (var value in start)
        {
            if (value is not (0 or (byte)'\t' or (byte)'\n' or (byte)'\r' or (>= (byte)' ' and <= (byte)'~')))
                return null;
        }

        return start switch
        {
            [not 0, 0, 0, 0] => Utf32LittleEndian,
            [0, 0, 0, not 0] => Utf32BigEndian,
            [not 0, 0, not 0, 0] or [not 0, 0] => Encoding.Unicode,
            [0, not 0, 0, not 0] or [0, not 0] => Encoding.BigEndianUnicode,
            _ => null,
        };
    }

    private (Encoding? Encoding, int Skip, bool IsReadable) ByName()
    {
        var name = charset?.Trim('"', ' ');
        if (string.IsNullOrEmpty(name) || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
            return (null, 0, true);
        if (name.StartsWith("utf-7", StringComparison.OrdinalIgnoreCase))
            return (null, 0, false);
        try
        {
            // Bytes that are not in the encoding become U+FFFD, which no secret is made of.
            return (Encoding.GetEncoding(name), 0, true);
        }
        catch (ArgumentException)
        {
            return (null, 0, Array.Exists(LikeAscii, known => name.StartsWith(known, StringComparison.OrdinalIgnoreCase)));
        }
    }
}

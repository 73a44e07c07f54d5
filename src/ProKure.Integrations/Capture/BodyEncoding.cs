using System.Buffers;
using System.Text;

namespace ProKure.Integrations.Capture;

/// <summary>The character encoding of a body: by its byte order mark, by the zeros among its first bytes, by what was declared with it or in it.</summary>
internal sealed class BodyEncoding(string? charset)
{
    private static readonly UTF32Encoding Utf32LittleEndian = new(bigEndian: false, byteOrderMark: false);
    private static readonly UTF32Encoding Utf32BigEndian = new(bigEndian: true, byteOrderMark: false);

    // Encodings in which an ASCII letter is the ASCII byte: they can be searched without being decoded.
    private static readonly string[] LikeAscii = ["iso-8859", "iso8859", "windows-", "cp125", "koi8", "us-ascii", "ascii", "shift_jis", "gb", "big5", "euc-", "macintosh"];
    private static readonly SearchValues<byte> Plain = SearchValues.Create([.. "\t\n\r"u8, .. Enumerable.Range(' ', '~' - ' ' + 1).Select(value => (byte)value)]);

    /// <summary>So many bytes are enough to tell, where they do not begin with an XML declaration.</summary>
    public const int Enough = 4;

    /// <summary>Whether what begins so says more about its encoding further on: an XML declaration, where nothing else is declared.</summary>
    public bool WantsMore(ReadOnlySpan<byte> start) => charset is null && start.StartsWith("<?xm"u8) && start.IndexOf("?>"u8) < 0;

    /// <summary>How a body is to be read.</summary>
    /// <param name="start">Its first bytes, <see cref="Enough"/> or more; less when it is shorter.</param>
    /// <returns>What to decode it with, null for UTF-8 and what can be read as it is; length of a byte order mark; whether it can be read at all.</returns>
    public (Encoding? Encoding, int Skip, bool IsReadable) Of(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return (null, 3, true);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE, 0, 0]))
            return (Utf32LittleEndian, 4, true);
        if (start.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xFE, 0xFF]))
            return (Utf32BigEndian, 4, true);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return (Encoding.Unicode, 2, true);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return (Encoding.BigEndianUnicode, 2, true);
        return ByZeros(start[..Math.Min(start.Length, Enough)]) is { } encoding ? (encoding, 0, true) : ByName(charset ?? DeclaredIn(start), start);
    }

    // ASCII characters between zeros; other bytes between zeros are numbers of some binary format.
    private static Encoding? ByZeros(ReadOnlySpan<byte> start)
    {
        foreach (var value in start)
        {
            if (value != 0 && !Plain.Contains(value))
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

    // <?xml version="1.0" encoding="ISO-8859-1"?>
    private static string? DeclaredIn(ReadOnlySpan<byte> start)
    {
        if (!start.StartsWith("<?xml"u8) || start.IndexOf("?>"u8) is not (> 0 and var end) || start[..end].IndexOf("encoding"u8) is not (> 0 and var at))
            return null;
        var value = start[(at + "encoding".Length)..end].TrimStart(" \t\r\n="u8);
        return value.IsEmpty || value[0] is not ((byte)'"' or (byte)'\'') || value[1..].IndexOf(value[0]) is not (> 0 and var length) ? null : Encoding.ASCII.GetString(value.Slice(1, length));
    }

    private static (Encoding? Encoding, int Skip, bool IsReadable) ByName(string? declared, ReadOnlySpan<byte> start)
    {
        var name = declared?.Trim('"', ' ');
        if (string.IsNullOrEmpty(name) || name.Equals("utf-8", StringComparison.OrdinalIgnoreCase) || name.Equals("utf8", StringComparison.OrdinalIgnoreCase))
            return (null, 0, true);
        if (name.StartsWith("utf-7", StringComparison.OrdinalIgnoreCase))
            return (null, 0, false);
        var isLikeAscii = Array.Exists(LikeAscii, known => name.StartsWith(known, StringComparison.OrdinalIgnoreCase));
        if (Find(name, isLikeAscii) is not { } encoding)
            return (null, 0, isLikeAscii);

        // ASCII that is said to be UTF-16 would become signs in which nobody finds a secret, and of which everybody can make it again.
        var isWide = encoding is UnicodeEncoding or UTF32Encoding;
        return isWide && !start.ContainsAnyExcept(Plain) ? (null, 0, false) : (encoding, 0, true);
    }

    // Bytes that are not in the encoding become U+FFFD, which no secret is made of.
    private static Encoding? Find(string name, bool isLikeAscii)
    {
        try
        {
            return (isLikeAscii ? CodePagesEncodingProvider.Instance.GetEncoding(name) : null) ?? Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}

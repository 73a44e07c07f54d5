using System.Buffers;
using System.Globalization;
using System.Text;

namespace ProKure.Jsonata.Strings;

/// <summary>Percent-encoding of texts for URLs, with the character sets of ECMA-262 (encodeURI, encodeURIComponent and back).</summary>
internal static class UrlText
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()";
    private const string Reserved = ";/?:@&=+$,#";

    private static readonly SearchValues<char> InComponent = SearchValues.Create(Unreserved);
    private static readonly SearchValues<char> InUrl = SearchValues.Create(Unreserved + Reserved);

    /// <summary><c>$encodeUrlComponent</c>.</summary>
    /// <exception cref="JsonataException">D3140: the text holds half of a surrogate pair.</exception>
    public static string EncodeComponent(string text) => Encode(text, InComponent, "encodeUrlComponent");

    /// <summary><c>$encodeUrl</c>: characters that structure a URL stay.</summary>
    /// <exception cref="JsonataException">D3140: the text holds half of a surrogate pair.</exception>
    public static string EncodeUrl(string text) => Encode(text, InUrl, "encodeUrl");

    /// <summary><c>$decodeUrlComponent</c>.</summary>
    /// <exception cref="JsonataException">D3140: an escape is cut off, has no hexadecimal digits, or is no UTF-8.</exception>
    public static string DecodeComponent(string text) => Decode(text, keepReserved: false, "decodeUrlComponent");

    /// <summary><c>$decodeUrl</c>: escapes of characters that structure a URL stay as they are.</summary>
    /// <exception cref="JsonataException">D3140: an escape is cut off, has no hexadecimal digits, or is no UTF-8.</exception>
    public static string DecodeUrl(string text) => Decode(text, keepReserved: true, "decodeUrl");

    private static string Encode(string text, SearchValues<char> kept, string function)
    {
        var at = text.AsSpan().IndexOfAnyExcept(kept);
        if (at < 0)
            return text;
        var result = new StringBuilder(text.Length + 16).Append(text, 0, at);
        Span<byte> utf8 = stackalloc byte[4];
        while (at < text.Length)
        {
            if (kept.Contains(text[at]))
            {
                result.Append(text[at++]);
                continue;
            }

            if (Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var consumed) != OperationStatus.Done)
                throw Malformed(text, function);
            at += consumed;
            foreach (var one in utf8[..rune.EncodeToUtf8(utf8)])
                result.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
        }

        return result.ToString();
    }

    private static string Decode(string text, bool keepReserved, string function)
    {
        var at = text.IndexOf('%', StringComparison.Ordinal);
        if (at < 0)
            return text;
        var result = new StringBuilder(text.Length).Append(text, 0, at);
        Span<byte> utf8 = stackalloc byte[4];
        while (at < text.Length)
        {
            if (text[at] != '%')
            {
                result.Append(text[at++]);
                continue;
            }

            var start = at;
            utf8[0] = ReadEscape(text, ref at, function);
            var length = utf8[0] switch { < 0x80 => 1, < 0xC2 => 0, < 0xE0 => 2, < 0xF0 => 3, < 0xF5 => 4, _ => 0 };
            for (var i = 1; i < length; i++)
                utf8[i] = ReadEscape(text, ref at, function);
            if (length == 0 || Rune.DecodeFromUtf8(utf8[..length], out var rune, out var consumed) != OperationStatus.Done || consumed != length)
                throw Malformed(text, function);
            if (keepReserved && rune.IsAscii && Reserved.Contains((char)rune.Value, StringComparison.Ordinal))
                result.Append(text, start, at - start);
            else
                result.Append(rune.ToString());
        }

        return result.ToString();
    }

    private static byte ReadEscape(string text, ref int at, string function)
    {
        if (at + 3 > text.Length || text[at] != '%' || !char.IsAsciiHexDigit(text[at + 1]) || !char.IsAsciiHexDigit(text[at + 2]))
            throw Malformed(text, function);
        at += 3;
        return byte.Parse(text.AsSpan(at - 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private static JsonataException Malformed(string text, string function) =>
        new("D3140", $"Malformed URL passed to ${function}: {Quoted.Text(text)}", token: function, value: text);
}

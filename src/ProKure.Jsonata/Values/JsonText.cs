using System.Buffers;
using System.Globalization;
using System.Text;

namespace ProKure.Jsonata.Values;

/// <summary>Escapes of JSON strings.</summary>
internal static class JsonText
{
    /// <summary>Decodes the inside of a JSON string, keeping lone surrogates.</summary>
    public static string Unescape(ReadOnlySpan<byte> utf8)
    {
        var rented = ArrayPool<char>.Shared.Rent(utf8.Length);
        var length = 0;
        for (var at = 0; at < utf8.Length;)
        {
            var plain = utf8[at..].IndexOf((byte)'\\');
            if (plain < 0)
                plain = utf8.Length - at;
            length += Encoding.UTF8.GetChars(utf8.Slice(at, plain), rented.AsSpan(length));
            at += plain;
            if (at < utf8.Length)
                rented[length++] = UnescapeOne(utf8, ref at);
        }
        var text = new string(rented, 0, length);
        ArrayPool<char>.Shared.Return(rented);
        return text;
    }

    /// <summary>Whether UTF-8 without escapes and UTF-16 say the same.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> utf8, string text)
    {
        if (text.Length > utf8.Length || utf8.Length > text.Length * 3)
            return false;
        return Ascii.Equals(utf8, text) || (!Ascii.IsValid(utf8) && string.Equals(Encoding.UTF8.GetString(utf8), text, StringComparison.Ordinal));
    }

    private static char UnescapeOne(ReadOnlySpan<byte> utf8, ref int at)
    {
        var escape = utf8[at + 1];
        at += 2;
        switch (escape)
        {
            case (byte)'b':
                return '\b';
            case (byte)'f':
                return '\f';
            case (byte)'n':
                return '\n';
            case (byte)'r':
                return '\r';
            case (byte)'t':
                return '\t';
            case (byte)'u':
                at += 4;
                return (char)int.Parse(utf8.Slice(at - 4, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            default:
                return (char)escape;
        }
    }
}

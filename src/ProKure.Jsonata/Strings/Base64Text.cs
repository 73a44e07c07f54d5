using System.Buffers;
using System.Text;

namespace ProKure.Jsonata.Strings;

/// <summary><c>$base64encode</c> and <c>$base64decode</c>: each character is one byte (Latin-1), as in the reference on node.</summary>
internal static class Base64Text
{
    /// <summary>Encodes the low byte of every UTF-16 unit; characters beyond U+00FF lose their high byte.</summary>
    public static string Encode(string text)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(text.Length);
        try
        {
            for (var i = 0; i < text.Length; i++)
                bytes[i] = (byte)text[i];
            return Convert.ToBase64String(bytes, 0, text.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Decodes leniently: both alphabets, foreign characters skipped, ends at the first <c>=</c>, padding optional.</summary>
    public static string Decode(string text)
    {
        var result = new StringBuilder(text.Length * 3 / 4);
        var buffer = 0;
        var bits = 0;
        foreach (var character in text)
        {
            if (character == '=')
                break;
            var value = ValueOf(character);
            if (value < 0)
                continue;
            buffer = (buffer << 6) | value;
            bits += 6;
            if (bits >= 8)
            {
                bits -= 8;
                result.Append((char)((buffer >> bits) & 0xFF));
            }
        }

        return result.ToString();
    }

    private static int ValueOf(char character) => character switch
    {
        >= 'A' and <= 'Z' => character - 'A',
        >= 'a' and <= 'z' => character - 'a' + 26,
        >= '0' and <= '9' => character - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };
}

using System.Buffers;
using System.Text.Unicode;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Tokens of JSON (RFC 8259).</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> StringSigns =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(" \t\r\n,]}:[{\""u8);

    /// <summary>What a search for a string's end came to.</summary>
    internal enum StringEnd
    {
        /// <summary>The index is that of the closing quote.</summary>
        Found,

        /// <summary>The index is where to go on when there is more.</summary>
        NotYet,

        /// <summary>What stands at the index is not allowed in a string.</summary>
        Wrong,
    }

    /// <summary>Looks for the quote that closes a string.</summary>
    public static StringEnd FindEnd(ReadOnlySpan<byte> text, ref int at)
    {
        while (true)
        {
            var next = text[at..].IndexOfAny(StringSigns);
            if (next < 0)
            {
                at = text.Length;
                return StringEnd.NotYet;
            }

            at += next;
            if (text[at] == '"')
                return StringEnd.Found;
            if (text[at] != '\\')
                return StringEnd.Wrong;
            if (at + 1 >= text.Length)
                return StringEnd.NotYet;
            var length = text[at + 1] == 'u' ? 6 : 2;
            if (at + length > text.Length)
                return StringEnd.NotYet;
            if (length == 6 ? JsonStringCodec.HexOf(text[(at + 2)..]) < 0 : !"\"\\/bfnrt"u8.Contains(text[at + 1]))
                return StringEnd.Wrong;
            at += length;
        }
    }

    /// <summary>Length of a number, literal or whatever stands in their place.</summary>
    public static int ScalarLength(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAny(ScalarEnds);
        return end < 0 ? text.Length : end;
    }

    public static bool IsLiteral(ReadOnlySpan<byte> scalar) =>
        scalar.SequenceEqual("true"u8) || scalar.SequenceEqual("false"u8) || scalar.SequenceEqual("null"u8);

    public static bool IsNumber(ReadOnlySpan<byte> scalar)
    {
        var at = scalar is [(byte)'-', ..] ? 1 : 0;
        var digits = Digits(scalar, ref at);
        if (digits == 0 || (digits > 1 && scalar[at - digits] == '0'))
            return false;
        if (at < scalar.Length && scalar[at] == '.')
        {
            at++;
            if (Digits(scalar, ref at) == 0)
                return false;
        }

        if (at < scalar.Length && scalar[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < scalar.Length && scalar[at] is (byte)'+' or (byte)'-')
                at++;
            if (Digits(scalar, ref at) == 0)
                return false;
        }

        return at == scalar.Length;
    }

    public static bool IsUtf8(ReadOnlySpan<byte> text) => Utf8.IsValid(text);

    private static int Digits(ReadOnlySpan<byte> scalar, ref int at)
    {
        var start = at;
        while (at < scalar.Length && scalar[at] is >= (byte)'0' and <= (byte)'9')
            at++;
        return at - start;
    }
}

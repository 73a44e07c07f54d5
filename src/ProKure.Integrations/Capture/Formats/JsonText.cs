using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;
using ProKure.Integrations.Capture.Patterns;

namespace ProKure.Integrations.Capture.Formats;

/// <summary>Tokens of JSON (RFC 8259).</summary>
internal static class JsonText
{
    private static readonly SearchValues<byte> StringSigns =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(" \t\r\n,]}:[{\""u8);

    /// <summary>The most bytes of a short string.</summary>
    public const int LongestShort = 31;

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

    /// <summary>The length of a string without escapes that ends in sight; -1 for any other, and near the end of the text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Index after the opening quote.</param>
    public static int ShortLength(ReadOnlySpan<byte> text, int start)
    {
        if (text.Length - start < Vector256<byte>.Count)
            return -1;
        var bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)start);
        var signs = Vector256.Equals(bytes, Vector256.Create((byte)'"')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
            | Vector256.LessThan(bytes, Vector256.Create((byte)' '));
        var length = BitOperations.TrailingZeroCount(signs.ExtractMostSignificantBits());
        return length < Vector256<byte>.Count && text[start + length] == '"' ? length : -1;
    }

    /// <summary>The length of a short number without exponent that a sign of JSON follows; 0 for any other.</summary>
    public static int ShortNumberLength(ReadOnlySpan<byte> text, int start)
    {
        var at = start;
        while (at < text.Length && (uint)(text[at] - '0') <= 9)
            at++;
        var digits = at - start;
        if (digits == 0 || (digits > 1 && text[start] == '0'))
            return 0;
        if (at < text.Length && text[at] == '.')
        {
            var point = at++;
            while (at < text.Length && (uint)(text[at] - '0') <= 9)
                at++;
            if (at == point + 1)
                return 0;
        }

        return at < text.Length && text[at] is (byte)',' or (byte)'}' && at - start < NumberRecognisers.ShortestCard ? at - start : 0;
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

using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Numbers;

/// <summary>Numbers as text, digit for digit as JavaScript writes and reads them.</summary>
/// <remarks>ECMA-262, Number::toString: shortest digits that read back the same; an exponent below 1e-6 and from 1e21 on.</remarks>
internal static class NumberText
{
    /// <summary>Characters (all ASCII) that any number needs at most.</summary>
    public const int MaxLength = 32;

    private const double MaxSafeInteger = 9007199254740991;
    private const int SignificantDigits = 15;

    private static readonly BigInteger Overflow = BigInteger.One << 1024;

    /// <summary>Writes the number as JavaScript does, -0 as <c>0</c>; false when the destination is too short.</summary>
    public static bool TryFormat(double value, Span<char> destination, out int written)
    {
        if (IsSafeInteger(value))
            return ((long)value).TryFormat(destination, out written, provider: CultureInfo.InvariantCulture);
        Span<byte> text = stackalloc byte[MaxLength];
        return TryWiden(text[..Layout(value, text)], destination, out written);
    }

    /// <inheritdoc cref="TryFormat(double, Span{char}, out int)"/>
    public static bool TryFormat(double value, Span<byte> destination, out int written)
    {
        if (IsSafeInteger(value))
            return ((long)value).TryFormat(destination, out written, provider: CultureInfo.InvariantCulture);
        Span<byte> text = stackalloc byte[MaxLength];
        return TryCopy(text[..Layout(value, text)], destination, out written);
    }

    /// <summary>Writes the number as <c>$string</c> does: integers with all digits, others rounded to 15 significant digits.</summary>
    public static bool TryFormatRounded(double value, Span<char> destination, out int written)
    {
        if (IsSafeInteger(value))
            return ((long)value).TryFormat(destination, out written, provider: CultureInfo.InvariantCulture);
        Span<byte> text = stackalloc byte[MaxLength];
        return TryWiden(text[..LayoutRounded(value, text)], destination, out written);
    }

    /// <inheritdoc cref="TryFormatRounded(double, Span{char}, out int)"/>
    public static bool TryFormatRounded(double value, Span<byte> destination, out int written)
    {
        if (IsSafeInteger(value))
            return ((long)value).TryFormat(destination, out written, provider: CultureInfo.InvariantCulture);
        Span<byte> text = stackalloc byte[MaxLength];
        return TryCopy(text[..LayoutRounded(value, text)], destination, out written);
    }

    /// <summary>The number as JavaScript writes it.</summary>
    public static string Format(double value)
    {
        Span<char> text = stackalloc char[MaxLength];
        TryFormat(value, text, out var written);
        return new string(text[..written]);
    }

    /// <summary>The number as <c>$string</c> writes it.</summary>
    public static string FormatRounded(double value)
    {
        Span<char> text = stackalloc char[MaxLength];
        TryFormatRounded(value, text, out var written);
        return new string(text[..written]);
    }

    /// <summary>Reads a number as <c>$number</c> does.</summary>
    /// <exception cref="JsonataException">D3030: the text is no number, or one too large.</exception>
    public static double Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var value)
            ? value
            : throw new JsonataException("D3030", $"Unable to read {Quoted.Text(text)} as a number; expected digits such as 12, -0.5, 1e3 or 0xFF");

    /// <summary>Reads decimal digits with optional sign, fraction and exponent, or a 0x, 0o or 0b integer; no blanks.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        value = 0;
        if (text.Length > 2 && text[0] == '0' && !char.IsAsciiDigit(text[1]))
        {
            var bits = text[1] switch { 'x' or 'X' => 4, 'o' or 'O' => 3, 'b' or 'B' => 1, _ => 0 };
            if (bits > 0)
                return TryParseBinary(text[2..], bits, out value);
        }

        return IsDecimal(text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value);
    }

    /// <summary>Whether the value is an integer that a double holds exactly together with both its neighbours.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSafeInteger(double value) => Math.Abs(value) <= MaxSafeInteger && value == Math.Truncate(value);

    private static bool IsDecimal(ReadOnlySpan<char> text)
    {
        var at = 0;
        if (text.Length > 0 && text[0] == '-')
            at++;
        if (!SkipDigits(text, ref at))
            return false;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            if (!SkipDigits(text, ref at))
                return false;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-')
                at++;
            if (!SkipDigits(text, ref at))
                return false;
        }

        return at == text.Length;
    }

    private static bool SkipDigits(ReadOnlySpan<char> text, ref int at)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
            at++;
        return at > start;
    }

    private static bool TryParseBinary(ReadOnlySpan<char> digits, int bitsPerDigit, out double value)
    {
        value = 0;
        var sum = BigInteger.Zero;
        foreach (var character in digits)
        {
            if (!char.IsAsciiHexDigit(character))
                return false;
            var digit = char.IsAsciiDigit(character) ? character - '0' : (character | 0x20) - 'a' + 10;
            if (digit >> bitsPerDigit != 0 || sum >= Overflow)
                return false;
            sum = (sum << bitsPerDigit) | digit;
        }

        // By way of text, because BigInteger's own conversion cuts where rounding is due.
        return double.TryParse(sum.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    /// <summary>Lays out the shortest digits that read back the same; the destination holds <see cref="MaxLength"/>.</summary>
    private static int Layout(double value, Span<byte> destination)
    {
        if (!double.IsFinite(value))
            return CopyName(value, destination);
        value.TryFormat(destination, out var written, default, CultureInfo.InvariantCulture);

        // Without an exponent .NET's text is the one JavaScript writes; with one, notation and bounds differ.
        return destination[..written].Contains((byte)'E')
            ? new Digits(destination[..written]).WriteTo(destination)
            : written;
    }

    private static int LayoutRounded(double value, Span<byte> destination)
    {
        if (value == Math.Truncate(value) || !double.IsFinite(value))
            return Layout(value, destination);
        var written = Layout(value, destination);

        // A number of at most 15 digits reads back as itself; only subnormals hold fewer than that.
        if (written <= SignificantDigits)
            return written;
        var digits = new Digits(destination[..written]);
        if (digits.Count <= SignificantDigits)
            return written;
        if (digits.Count == SignificantDigits + 1 && digits.Last == '5' && IsExact(value))
            value = value > 0 ? Math.BitIncrement(value) : Math.BitDecrement(value);
        value.TryFormat(destination, out written, "E14", CultureInfo.InvariantCulture);
        if (double.IsNormal(value))
            return new Digits(destination[..written]).WriteTo(destination);
        return Layout(double.Parse(destination[..written], NumberStyles.Float, CultureInfo.InvariantCulture), destination);
    }

    /// <summary>Whether a number of 16 shortest digits is exactly that: a tie, which .NET would round to even and JavaScript rounds up.</summary>
    private static bool IsExact(double value)
    {
        // With more than 23 binary places it would have more than 16 significant digits; with fewer, 41 show all of them.
        var scaled = Math.ScaleB(value, 23);
        if (scaled != Math.Truncate(scaled))
            return false;
        Span<byte> text = stackalloc byte[64];
        value.TryFormat(text, out var written, "E40", CultureInfo.InvariantCulture);
        return new Digits(text[..written]).Count == SignificantDigits + 1;
    }

    private static int CopyName(double value, Span<byte> destination)
    {
        var name = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8;
        name.CopyTo(destination);
        return name.Length;
    }

    private static bool TryWiden(ReadOnlySpan<byte> ascii, Span<char> destination, out int written)
    {
        written = 0;
        if (destination.Length < ascii.Length)
            return false;
        for (var i = 0; i < ascii.Length; i++)
            destination[i] = (char)ascii[i];
        written = ascii.Length;
        return true;
    }

    private static bool TryCopy(ReadOnlySpan<byte> ascii, Span<byte> destination, out int written)
    {
        written = ascii.TryCopyTo(destination) ? ascii.Length : 0;
        return written > 0;
    }

    /// <summary>The significant digits of a written number, and where its decimal point belongs.</summary>
    private ref struct Digits
    {
        private DigitBuffer _digits;
        private readonly bool _negative;

        /// <summary>The point stands after this many digits; may be negative or beyond the last digit.</summary>
        private readonly int _point;

        public Digits(ReadOnlySpan<byte> text)
        {
            var pointSeen = false;
            var exponent = 0;
            for (var i = 0; i < text.Length; i++)
            {
                switch (text[i])
                {
                    case (byte)'-':
                        _negative = true;
                        break;
                    case (byte)'.':
                        pointSeen = true;
                        break;
                    case (byte)'E' or (byte)'e':
                        exponent = int.Parse(text[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                        i = text.Length;
                        break;
                    default:
                        if (text[i] != '0' || Count > 0)
                            _digits[Count++] = text[i];
                        if (!pointSeen && Count > 0)
                            _point++;
                        else if (pointSeen && Count == 0)
                            _point--;
                        break;
                }
            }

            _point += exponent;
            while (Count > 0 && _digits[Count - 1] == '0')
                Count--;
        }

        public int Count { get; private set; }

        public readonly byte Last => _digits[Count - 1];

        public readonly int WriteTo(Span<byte> destination)
        {
            var at = 0;
            if (_negative)
                destination[at++] = (byte)'-';
            ReadOnlySpan<byte> digits = _digits;
            digits = digits[..Count];
            if (_point is <= 21 and > 0)
            {
                var whole = Math.Min(_point, Count);
                Append(digits[..whole], destination, ref at);
                destination[at..(at + _point - whole)].Fill((byte)'0');
                at += _point - whole;
                if (Count > _point)
                {
                    destination[at++] = (byte)'.';
                    Append(digits[_point..], destination, ref at);
                }

                return at;
            }

            if (_point is <= 0 and > -6)
            {
                Append("0."u8, destination, ref at);
                destination[at..(at - _point)].Fill((byte)'0');
                at -= _point;
                Append(digits, destination, ref at);
                return at;
            }

            destination[at++] = digits[0];
            if (Count > 1)
            {
                destination[at++] = (byte)'.';
                Append(digits[1..], destination, ref at);
            }

            destination[at++] = (byte)'e';
            destination[at++] = (byte)(_point > 0 ? '+' : '-');
            Math.Abs(_point - 1).TryFormat(destination[at..], out var written, provider: CultureInfo.InvariantCulture);
            return at + written;
        }

        private static void Append(ReadOnlySpan<byte> text, Span<byte> destination, ref int at)
        {
            text.CopyTo(destination[at..]);
            at += text.Length;
        }
    }

    [InlineArray(64)]
    private struct DigitBuffer
    {
        private byte _first;
    }
}

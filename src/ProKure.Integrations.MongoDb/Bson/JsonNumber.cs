using System.Buffers.Text;
using System.Globalization;
using System.Text;
using MongoDB.Bson;

namespace ProKure.Integrations.MongoDb.Bson;

/// <summary>Writes the number of a JSON text as the first BSON type that keeps it exactly: int32, int64, a double that prints back the same, Decimal128.</summary>
internal static class JsonNumber
{
    // Decimal128 (IEEE 754-2008): 34 digits, and the exponent of the last digit.
    private const int MaxDigits = 34, MinExponent = -6176, MaxExponent = 6111;

    // Longer exponents would overflow what is counted with, and no type has them.
    private const int LongestText = 128;

    /// <returns>False where no type keeps it; nothing is written then.</returns>
    public static bool TryWrite(BsonOutput output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> number)
    {
        if (number.Length > LongestText)
            return false;
        if (number.IndexOfAny(".eE"u8) < 0 && !IsNegativeZero(number) && Utf8Parser.TryParse(number, out long integer, out var read) && read == number.Length)
        {
            if (integer is >= int.MinValue and <= int.MaxValue)
                output.Write(name, (int)integer);
            else
                output.Write(name, integer);
            return true;
        }

        if (IsDouble(number, out var real))
        {
            output.Write(name, real);
            return true;
        }

        if (!FitsDecimal(number))
            return false;
        output.Write(name, Decimal128.Parse(Encoding.ASCII.GetString(number)));
        return true;
    }

    // Only Decimal128 keeps its sign: the driver reads a double of -0 as 0.
    private static bool IsNegativeZero(ReadOnlySpan<byte> number) => number.SequenceEqual("-0"u8);

    // As .NET prints it, the shortest digits that read back the same; only the case of the exponent's letter may differ.
    private static bool IsDouble(ReadOnlySpan<byte> number, out double value)
    {
        Span<byte> printed = stackalloc byte[LongestText];
        return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value)
            && !IsNegativeZero(number)
            && value.TryFormat(printed, out var length, default, CultureInfo.InvariantCulture)
            && Ascii.EqualsIgnoreCase(printed[..length], number);
    }

    private static bool FitsDecimal(ReadOnlySpan<byte> number)
    {
        var exponentAt = number.IndexOfAny((byte)'e', (byte)'E');
        var exponent = 0;
        if (exponentAt >= 0 && !int.TryParse(number[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return false;
        var mantissa = exponentAt < 0 ? number : number[..exponentAt];
        var point = mantissa.IndexOf((byte)'.');
        var digits = 0;
        foreach (var c in mantissa)
        {
            if (c is >= (byte)'0' and <= (byte)'9' && (digits > 0 || c != '0'))
                digits++;
        }

        var last = (long)exponent - (point < 0 ? 0 : mantissa.Length - point - 1);
        return digits <= MaxDigits && last is >= MinExponent and <= MaxExponent;
    }
}

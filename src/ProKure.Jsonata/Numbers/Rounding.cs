using System.Globalization;

namespace ProKure.Jsonata.Numbers;

/// <summary><c>$round</c>: half to even, on the decimal digits that a person sees.</summary>
/// <remarks>1.005 is a little less than it looks; shifted as decimal text it is 100.5, a true tie, and rounds to 1 (even).</remarks>
internal static class Rounding
{
    /// <summary>Rounds to a number of decimal places; a negative number of places rounds to tens, hundreds and so on.</summary>
    /// <returns>NaN where shifting leaves the range of numbers, or the places are no integer, as in the reference.</returns>
    public static double Round(double value, double places = 0)
    {
        if (places != 0)
            value = Shift(value, places);

        // Adding 0 turns -0 into 0.
        value = Math.Round(value, MidpointRounding.ToEven) + 0.0;
        return places == 0 ? value : Shift(value, -places) + 0.0;
    }

    private static double Shift(double value, double places)
    {
        if (!double.IsFinite(value) || places != Math.Truncate(places) || Math.Abs(places) >= 1e21)
            return double.NaN;
        Span<char> text = stackalloc char[NumberText.MaxLength + 16];
        NumberText.TryFormat(value, text, out var length);
        var mantissa = text[..length].IndexOf('e');
        var exponent = 0;
        if (mantissa >= 0)
            exponent = int.Parse(text[(mantissa + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        else
            mantissa = length;

        // Beyond ±1000 every number is 0 or infinite already.
        var shifted = (int)Math.Clamp(exponent + places, -1000, 1000);
        text[mantissa] = 'e';
        shifted.TryFormat(text[(mantissa + 1)..], out var written, provider: CultureInfo.InvariantCulture);
        return double.Parse(text[..(mantissa + 1 + written)], NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}

using System.Globalization;
using System.Text;
using ProKure.Jsonata.Numbers;

namespace ProKure.Jsonata.Pictures;

/// <summary>A picture of <c>$formatNumber</c>: one part for all numbers, or a second one for negative numbers.</summary>
/// <remarks>XPath and XQuery Functions and Operators 3.1, section 4.7; rounds half to even.</remarks>
internal sealed class DecimalPicture
{
    private static readonly PictureCache<(string Picture, DecimalSymbols Symbols), DecimalPicture> Cache = new(static key => new DecimalPicture(key.Picture, key.Symbols));

    private readonly DecimalSymbols _symbols;
    private readonly DecimalSubPicture _positive;
    private readonly DecimalSubPicture? _negative;

    private DecimalPicture(string picture, DecimalSymbols symbols)
    {
        _symbols = symbols;
        var parts = symbols.PatternSeparator.Length > 0 ? picture.Split(symbols.PatternSeparator) : [picture];
        if (parts.Length > 2)
            throw DecimalSubPicture.Fault("D3080", picture, $"must have one \"{symbols.PatternSeparator}\" at most");
        _positive = new DecimalSubPicture(parts[0], symbols);
        _negative = parts.Length > 1 ? new DecimalSubPicture(parts[1], symbols) : null;
    }

    /// <summary>The parsed picture.</summary>
    /// <exception cref="JsonataException">D3080 to D3093: the picture breaks a rule, which the message names.</exception>
    public static DecimalPicture Of(string picture, DecimalSymbols? symbols = null) => Cache.Get((picture, symbols ?? DecimalSymbols.Default));

    /// <summary>Writes the number.</summary>
    public string Format(double value)
    {
        if (!double.IsFinite(value))
            return NumberText.Format(value);
        var part = value < 0 && _negative is not null ? _negative : _positive;
        var text = new StringBuilder();
        if (value < 0 && _negative is null)
            text.Append(_symbols.MinusSign);
        text.Append(part.Prefix);
        var (mantissa, exponent) = part.Scale(value * part.Factor);
        mantissa = Math.Abs(Rounding.Round(mantissa, part.MaximumFraction));

        // Fixed notation with all places; exact, so that nothing is rounded twice.
        var places = Math.Max(part.MaximumFraction, 0);
        AppendGrouped(text, part, mantissa.ToString("F" + places.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
        if (part.ExponentDigits > 0)
        {
            text.Append(_symbols.ExponentSeparator);
            if (exponent < 0)
                text.Append(_symbols.MinusSign);
            AppendDigits(text, Math.Abs(exponent).ToString(CultureInfo.InvariantCulture).PadLeft(part.ExponentDigits, '0'));
        }

        return text.Append(part.Suffix).ToString();
    }

    private void AppendGrouped(StringBuilder text, DecimalSubPicture part, string number)
    {
        var point = number.IndexOf('.', StringComparison.Ordinal);
        var whole = (point < 0 ? number : number[..point]).TrimStart('0').PadLeft(part.MinimumInteger, '0');
        var fraction = (point < 0 ? "" : number[(point + 1)..]).TrimEnd('0').PadRight(part.MinimumFraction, '0');
        for (var i = 0; i < whole.Length; i++)
        {
            if (part.IsIntegerGroupStart(whole.Length - i) && i > 0)
                text.Append(_symbols.GroupingSeparator);
            AppendDigits(text, whole.AsSpan(i, 1));
        }

        if (fraction.Length > 0)
            text.Append(_symbols.DecimalSeparator);
        for (var i = 0; i < fraction.Length; i++)
        {
            AppendDigits(text, fraction.AsSpan(i, 1));
            if (i + 1 < fraction.Length && part.FractionGroups.Contains(i + 1))
                text.Append(_symbols.GroupingSeparator);
        }
    }

    private void AppendDigits(StringBuilder text, ReadOnlySpan<char> digits)
    {
        foreach (var digit in digits)
            text.Append((char)(_symbols.ZeroDigit[0] + (digit - '0')));
    }
}

using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Pictures;

/// <summary>One part of a picture of <c>$formatNumber</c>: prefix, digits before and after the point, exponent, suffix.</summary>
internal sealed class DecimalSubPicture
{
    private readonly List<int> _integerGroups = [];
    private readonly int _integerInterval;
    private readonly int _scaling;

    /// <summary>Analyses the text of the part.</summary>
    /// <exception cref="JsonataException">D3081 to D3093: a rule is broken, which the message names.</exception>
    public DecimalSubPicture(string text, DecimalSymbols symbols)
    {
        var (first, last) = FindActive(text, symbols);
        Prefix = text[..first];
        Suffix = text[last..];
        var active = text[first..last];
        var exponentAt = symbols.ExponentSeparator.Length == 1 ? text.IndexOf(symbols.ExponentSeparator[0], first) : -1;

        // A separator directly after the digits counts as one although nothing follows it, as in the reference.
        var hasExponent = exponentAt >= 0 && exponentAt <= last;
        var mantissa = hasExponent ? text[first..exponentAt] : active;
        var exponent = hasExponent ? text[Math.Min(exponentAt + 1, text.Length)..Math.Max(last, exponentAt + 1)] : null;
        Check(text, active, mantissa, exponent, symbols);
        var point = IndexOf(mantissa, symbols.DecimalSeparator);
        var integer = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? "" : mantissa[(point + 1)..];

        if (symbols.Percent.Length > 0 && text.Contains(symbols.Percent, StringComparison.Ordinal))
            Factor = 100;
        else if (symbols.PerMille.Length > 0 && text.Contains(symbols.PerMille, StringComparison.Ordinal))
            Factor = 1000;

        var digits = 0;
        foreach (var character in integer.Reverse())
        {
            if (DecimalSymbols.Is(character, symbols.GroupingSeparator))
                _integerGroups.Add(digits);
            else
                digits++;
        }

        _integerInterval = FindInterval();
        foreach (var character in fraction)
        {
            if (DecimalSymbols.Is(character, symbols.GroupingSeparator))
                FractionGroups.Add(MaximumFraction);
            else
                MaximumFraction++;
        }

        MinimumInteger = _scaling = integer.Count(character => symbols.DigitValue(character) >= 0);
        MinimumFraction = fraction.Count(character => symbols.DigitValue(character) >= 0);
        ExponentDigits = exponent?.Length ?? 0;
        if (MinimumInteger == 0 && MaximumFraction == 0)
        {
            if (hasExponent)
                MinimumFraction = MaximumFraction = 1;
            else
                MinimumInteger = 1;
        }

        if (hasExponent && MinimumInteger == 0 && IndexOf(integer, symbols.Digit) >= 0)
            MinimumInteger = 1;
        if (MinimumInteger == 0 && MinimumFraction == 0)
            MinimumFraction = 1;
    }

    /// <summary>Text before the number.</summary>
    public string Prefix { get; }

    /// <summary>Text after the number.</summary>
    public string Suffix { get; }

    /// <summary>What the number is multiplied by: 100 for per cent, 1000 for per mille, else 1.</summary>
    public int Factor { get; } = 1;

    /// <summary>Digits before the point, filled with zeros.</summary>
    public int MinimumInteger { get; }

    /// <summary>Digits after the point, filled with zeros.</summary>
    public int MinimumFraction { get; }

    /// <summary>Digits after the point at most.</summary>
    public int MaximumFraction { get; }

    /// <summary>Digits of the exponent, filled with zeros; 0 where the number is written without one.</summary>
    public int ExponentDigits { get; }

    /// <summary>After how many digits of the fraction a separator stands.</summary>
    public List<int> FractionGroups { get; } = [];

    /// <summary>Whether a separator stands before the last so many digits of the integer part.</summary>
    public bool IsIntegerGroupStart(int digits) => _integerInterval > 0 ? digits % _integerInterval == 0 : _integerGroups.Contains(digits);

    /// <summary>The number as a mantissa with as many integer digits as the picture has, and an exponent of ten.</summary>
    public (double Mantissa, int Exponent) Scale(double value)
    {
        if (ExponentDigits == 0 || value == 0)
            return (value, 0);
        var exponent = 0;
        var largest = Math.Pow(10, _scaling);
        var smallest = Math.Pow(10, _scaling - 1);
        for (; Math.Abs(value) < smallest; exponent--)
            value *= 10;
        for (; Math.Abs(value) > largest; exponent++)
            value /= 10;
        return (value, exponent);
    }

    internal static JsonataException Fault(string code, string picture, string rule) =>
        new(code, $"The number picture {Quoted.Text(picture)} {rule}");

    private static (int First, int Last) FindActive(string text, DecimalSymbols symbols)
    {
        var first = 0;
        while (first < text.Length && !IsStart(text[first]))
            first++;
        var last = text.Length;
        while (last > first && !IsStart(text[last - 1]))
            last--;
        return (first, last);

        bool IsStart(char character) => symbols.IsActive(character) && !DecimalSymbols.Is(character, symbols.ExponentSeparator);
    }

    /// <summary>Checks the rules in the reference's order of precedence: when several are broken, the one with the highest code is told.</summary>
    private static void Check(string text, string active, string mantissa, string? exponent, DecimalSymbols symbols)
    {
        var point = IndexOf(mantissa, symbols.DecimalSeparator);
        var integer = point < 0 ? mantissa : mantissa[..point];
        var fraction = point < 0 ? "" : mantissa[(point + 1)..];
        var percent = Count(text, symbols.Percent);
        var perMille = Count(text, symbols.PerMille);

        if (exponent is not null && (exponent.Length == 0 || !exponent.All(IsMandatory)))
            throw Fault("D3093", text, "must have digits only, and one at least, in its exponent");
        if (exponent is not null && percent + perMille > 0)
            throw Fault("D3092", text, "must not have both an exponent and a percent or per-mille sign");
        var optional = symbols.Digit.Length == 1 ? fraction.IndexOf(symbols.Digit[0], StringComparison.Ordinal) : -1;
        if (optional >= 0 && fraction.Skip(optional).Any(IsMandatory))
            throw Fault("D3091", text, $"must not have a mandatory digit after an optional one \"{symbols.Digit}\" in its fraction");
        optional = symbols.Digit.Length == 1 ? integer.LastIndexOf(symbols.Digit[0]) : -1;
        if (optional >= 0 && integer.Take(optional).Any(IsMandatory))
            throw Fault("D3090", text, $"must not have an optional digit \"{symbols.Digit}\" after a mandatory one in its integer part");
        if (symbols.GroupingSeparator.Length == 1 && text.Contains(symbols.GroupingSeparator + symbols.GroupingSeparator, StringComparison.Ordinal))
            throw Fault("D3089", text, "must not have two grouping separators side by side");
        if (point < 0 && EndsWith(integer, symbols.GroupingSeparator))
            throw Fault("D3088", text, "must not have a grouping separator at the end of its integer part");
        if (point >= 0 && (EndsWith(integer, symbols.GroupingSeparator) || StartsWith(fraction, symbols.GroupingSeparator)))
            throw Fault("D3087", text, "must not have a grouping separator next to the decimal separator");
        if (text.Length > 0 && !(active.Length > 0 && active.All(symbols.IsActive)))
            throw Fault("D3086", text, "must have its digits together, without other characters between them");
        if (!mantissa.Any(character => IsMandatory(character) || DecimalSymbols.Is(character, symbols.Digit)))
            throw Fault("D3085", text, $"must have a digit ({symbols.ZeroDigit} or {symbols.Digit}) before the exponent");
        if (percent > 0 && perMille > 0)
            throw Fault("D3084", text, "must not have both a percent and a per-mille sign");
        if (perMille > 1)
            throw Fault("D3083", text, $"must have one per-mille sign \"{symbols.PerMille}\" at most");
        if (percent > 1)
            throw Fault("D3082", text, $"must have one percent sign \"{symbols.Percent}\" at most");
        if (Count(text, symbols.DecimalSeparator) > 1)
            throw Fault("D3081", text, $"must have one decimal separator \"{symbols.DecimalSeparator}\" at most");

        bool IsMandatory(char character) => symbols.DigitValue(character) >= 0;
    }

    /// <summary>The number of digits between separators of the integer part where it is the same everywhere, else 0.</summary>
    private int FindInterval()
    {
        for (var i = 0; i < _integerGroups.Count; i++)
        {
            if (_integerGroups[i] != _integerGroups[0] * (i + 1))
                return 0;
        }

        return _integerGroups.Count > 0 ? _integerGroups[0] : 0;
    }

    private static int Count(string text, string symbol) =>
        symbol.Length == 0 ? 0 : text.AsSpan().Count(symbol);

    private static int IndexOf(string text, string symbol) => symbol.Length == 1 ? text.IndexOf(symbol[0], StringComparison.Ordinal) : -1;

    private static bool StartsWith(string text, string symbol) => symbol.Length == 1 && text.StartsWith(symbol[0]);

    private static bool EndsWith(string text, string symbol) => symbol.Length == 1 && text.EndsWith(symbol[0]);
}

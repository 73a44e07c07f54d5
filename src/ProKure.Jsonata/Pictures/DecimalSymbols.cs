namespace ProKure.Jsonata.Pictures;

/// <summary>The characters that mean something in a picture of <c>$formatNumber</c>; any of them can be replaced by its options object.</summary>
/// <remarks>XPath and XQuery Functions and Operators 3.1, section 4.7.1. A separator that is not one character takes no effect.</remarks>
internal sealed record DecimalSymbols
{
    /// <summary>The symbols of the specification's default format.</summary>
    public static DecimalSymbols Default { get; } = new();

    public string DecimalSeparator { get; init; } = ".";

    public string GroupingSeparator { get; init; } = ",";

    public string ExponentSeparator { get; init; } = "e";

    public string MinusSign { get; init; } = "-";

    public string Percent { get; init; } = "%";

    public string PerMille { get; init; } = "‰";

    public string ZeroDigit { get; init; } = "0";

    public string Digit { get; init; } = "#";

    public string PatternSeparator { get; init; } = ";";

    /// <summary>The symbols with one replaced; unchanged where the option's name is not known.</summary>
    public DecimalSymbols With(string option, string text) => option switch
    {
        "decimal-separator" => this with { DecimalSeparator = text },
        "grouping-separator" => this with { GroupingSeparator = text },
        "exponent-separator" => this with { ExponentSeparator = text },
        "minus-sign" => this with { MinusSign = text },
        "percent" => this with { Percent = text },
        "per-mille" => this with { PerMille = text },
        "zero-digit" => this with { ZeroDigit = text },
        "digit" => this with { Digit = text },
        "pattern-separator" => this with { PatternSeparator = text },
        _ => this,
    };

    /// <summary>The digit's value in the family of the zero digit; -1 for other characters.</summary>
    public int DigitValue(char character) =>
        ZeroDigit.Length > 0 && character >= ZeroDigit[0] && character < ZeroDigit[0] + 10 ? character - ZeroDigit[0] : -1;

    /// <summary>Whether the character stands for digits or their separators.</summary>
    public bool IsActive(char character) =>
        DigitValue(character) >= 0 || Is(character, Digit) || Is(character, DecimalSeparator) || Is(character, GroupingSeparator)
        || Is(character, ExponentSeparator);

    /// <summary>Whether the symbol is this one character.</summary>
    public static bool Is(char character, string symbol) => symbol.Length == 1 && symbol[0] == character;
}

using System.Globalization;
using System.Text;
using ProKure.Jsonata.Numbers;
using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Pictures;

/// <summary>A picture of <c>$formatInteger</c> and <c>$parseInteger</c>.</summary>
/// <remarks>
/// XPath and XQuery Functions and Operators 3.1, section 4.6.1: decimal digits of any Unicode family with grouping, letters (A, a), Roman
/// numerals (I, i), English words (W, w, Ww); after a semicolon o asks for an ordinal number.
/// </remarks>
internal sealed class IntegerPicture
{
    private static readonly PictureCache<string, IntegerPicture> Cache = new(static text => new IntegerPicture(text));

    private readonly Form _form;
    private readonly LetterCase _case;
    private readonly DigitPattern? _digits;

    private IntegerPicture(string picture)
    {
        var semicolon = picture.LastIndexOf(';');
        var primary = semicolon < 0 ? picture : picture[..semicolon];
        Ordinal = semicolon >= 0 && picture.AsSpan(semicolon + 1).StartsWith('o');
        (_form, _case) = primary switch
        {
            "A" => (Form.Letters, LetterCase.Upper),
            "a" => (Form.Letters, LetterCase.Lower),
            "I" => (Form.Roman, LetterCase.Upper),
            "i" => (Form.Roman, LetterCase.Lower),
            "W" => (Form.Words, LetterCase.Upper),
            "w" => (Form.Words, LetterCase.Lower),
            "Ww" => (Form.Words, LetterCase.Title),
            _ => (Form.Digits, LetterCase.Lower),
        };
        if (_form == Form.Digits)
            _digits = new DigitPattern(primary);
    }

    private enum Form
    {
        Digits,
        Letters,
        Roman,
        Words,
    }

    private enum LetterCase
    {
        Lower,
        Upper,
        Title,
    }

    /// <summary>Whether the picture asks for an ordinal number.</summary>
    public bool Ordinal { get; }

    /// <summary>Whether numbers are written as decimal digits.</summary>
    public bool IsDecimal => _form == Form.Digits;

    /// <summary>How many digits a number has at least; 0 where it is not written in digits.</summary>
    public int MinimumDigits => _digits?.Mandatory ?? 0;

    /// <summary>How many places for more digits (#) the picture has.</summary>
    public int OptionalDigits => _digits?.Optional ?? 0;

    /// <summary>Whether digits are grouped at equal intervals by one separator.</summary>
    public bool HasRegularGroups => _digits is { Interval: > 0 };

    /// <summary>The parsed picture.</summary>
    /// <exception cref="JsonataException">D3130: no picture that is known; D3131: digits of several families.</exception>
    public static IntegerPicture Of(string picture) => Cache.Get(picture);

    /// <summary>Writes the number, rounded down to an integer.</summary>
    public string Format(double value) => Format(value, MinimumDigits);

    /// <summary>Writes the number, rounded down to an integer, with another minimum of digits than the picture's.</summary>
    public string Format(double value, int minimumDigits)
    {
        value = Math.Floor(value);
        if (!double.IsFinite(value))
            return NumberText.Format(value);
        var amount = Math.Abs(value);
        var text = _form switch
        {
            Form.Letters => LetterNumbers.WriteLetters(amount, _case == LetterCase.Upper ? 'A' : 'a'),
            Form.Roman => Cased(LetterNumbers.WriteRoman(amount)),
            Form.Words => Cased(EnglishNumbers.Write(amount, Ordinal)),
            _ => _digits!.Format(amount, minimumDigits, Ordinal),
        };
        return value < 0 ? "-" + text : text;
    }

    /// <summary>Reads a number that this picture wrote; NaN where the text is none.</summary>
    public double Parse(string text) => _form switch
    {
        Form.Letters => LetterNumbers.ReadLetters(text, _case == LetterCase.Upper ? 'A' : 'a'),
        Form.Roman => LetterNumbers.ReadRoman(_case == LetterCase.Upper ? text : text.ToUpperInvariant()),
        Form.Words => EnglishNumbers.Read(text),
        _ => _digits!.Parse(text, Ordinal),
    };

    /// <summary>Reads a number as <see cref="Parse"/> does, in upper or lower case whatever the picture's case is.</summary>
    public double ParseAnyCase(string text) =>
        Parse(_form is Form.Letters or Form.Roman ? _case == LetterCase.Upper ? text.ToUpperInvariant() : text.ToLowerInvariant() : text);

    /// <summary>The JavaScript pattern (for flag i) of what <see cref="ParseAnyCase"/> reads.</summary>
    /// <param name="digits">How many digits exactly, where they are digits; 0 for any number.</param>
    public string Pattern(int digits) => _form switch
    {
        Form.Letters => "[a-z]+",
        Form.Roman => "[MDCLXVI]+",
        Form.Words => EnglishNumbers.Pattern,
        _ => _digits!.Pattern(digits, Ordinal),
    };

    /// <summary>Reads the integer that a text begins with, as JavaScript's parseInt does; NaN where there is none.</summary>
    public static double LeadingInteger(ReadOnlySpan<char> text)
    {
        var rest = text.TrimStart();
        while (rest.StartsWith('\uFEFF'))
            rest = rest[1..].TrimStart();
        var sign = 1;
        if (rest.Length > 0 && rest[0] is '-' or '+')
        {
            sign = rest[0] == '-' ? -1 : 1;
            rest = rest[1..];
        }

        var hexadecimal = rest.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        var from = hexadecimal ? 2 : 0;
        var end = from;
        while (end < rest.Length && (hexadecimal ? char.IsAsciiHexDigit(rest[end]) : char.IsAsciiDigit(rest[end])))
            end++;
        if (end == from)
            return double.NaN;
        return NumberText.TryParse(rest[..end], out var value) ? sign * value : sign * double.PositiveInfinity;
    }

    private string Cased(string words) => _case switch
    {
        LetterCase.Upper => words.ToUpperInvariant(),
        LetterCase.Title => Title(words),
        _ => words,
    };

    private static string Title(string words)
    {
        var result = new StringBuilder(words);
        for (var i = 0; i < result.Length; i++)
        {
            if ((i == 0 || words[i - 1] is ' ' or '-') && string.CompareOrdinal(words, i, "and ", 0, 4) != 0)
                result[i] = char.ToUpperInvariant(words[i]);
        }

        return result.ToString();
    }

    /// <summary>Digits, optional digits (#) and grouping separators.</summary>
    private sealed class DigitPattern
    {
        private readonly char _zero;
        private readonly int _size;
        private readonly List<(int Position, char Separator)> _separators = [];

        public DigitPattern(string pattern)
        {
            // From the right, because separators are placed by the number of digits after them.
            for (var i = pattern.Length - 1; i >= 0; i--)
            {
                var digit = DigitValue(pattern[i]);
                if (digit < 0 && pattern[i] != '#')
                {
                    _separators.Add((_size, pattern[i]));
                    continue;
                }

                _size++;
                if (digit < 0)
                    continue;
                Mandatory++;
                var zero = (char)(pattern[i] - digit);
                if (_zero != 0 && _zero != zero)
                    throw new JsonataException("D3131", $"The picture {Quoted.Text(pattern)} mixes digits of different families");
                _zero = zero;
            }

            if (Mandatory == 0)
            {
                throw new JsonataException(
                    "D3130", $"The integer picture {Quoted.Text(pattern)} is not known; expected digits such as #,##0, or one of A a I i W w Ww", value: pattern);
            }

            Interval = FindInterval();
        }

        public int Mandatory { get; }

        public int Optional => _size - Mandatory;

        /// <summary>The number of digits between separators where it is the same everywhere, else 0.</summary>
        public int Interval { get; }

        public string Pattern(int digits, bool ordinal)
        {
            var separators = string.Concat(_separators.Select(separator => $"\\u{(int)separator.Separator:X4}"));
            var one = $"[\\u{(int)_zero:X4}-\\u{_zero + 9:X4}{separators}]";
            return one + (digits > 0 ? $"{{{digits}}}" : "+") + (ordinal ? "(?:th|st|nd|rd)" : "");
        }

        public string Format(double value, int minimum, bool ordinal)
        {
            var digits = Digits(value);
            var suffix = ordinal ? OrdinalSuffix(digits) : "";
            var text = new StringBuilder(digits.PadLeft(minimum, '0'));
            if (_zero != '0')
            {
                for (var i = 0; i < text.Length; i++)
                    text[i] = (char)(text[i] - '0' + _zero);
            }

            Group(text);
            return text.Append(suffix).ToString();
        }

        public double Parse(string text, bool ordinal)
        {
            var end = ordinal ? Math.Max(text.Length - 2, 0) : text.Length;
            var digits = new StringBuilder(end);
            foreach (var character in text.AsSpan(0, end))
            {
                if (!_separators.Exists(separator => separator.Separator == character))
                    digits.Append((char)(character - _zero + '0'));
            }

            return LeadingInteger(digits.ToString());
        }

        private void Group(StringBuilder text)
        {
            if (Interval > 0)
            {
                for (var position = Interval; position < text.Length - ((position / Interval) - 1); position += Interval)
                    text.Insert(text.Length - position - ((position / Interval) - 1), _separators[0].Separator);
                return;
            }

            var length = text.Length;
            var inserted = 0;
            foreach (var (position, separator) in _separators)
            {
                // A separator needs digits before it, unless it stands before all digits of the pattern too.
                if (position < length || (position == length && position >= _size))
                    text.Insert(text.Length - position - inserted++, separator);
            }
        }

        private int FindInterval()
        {
            if (_separators.Count == 0)
                return 0;
            var interval = _separators[0].Position;
            for (var i = 0; i < _separators.Count; i++)
            {
                if (_separators[i] != (interval * (i + 1), _separators[0].Separator))
                    return 0;
            }

            return interval;
        }

        private static int DigitValue(char character) =>
            char.GetUnicodeCategory(character) == UnicodeCategory.DecimalDigitNumber ? CharUnicodeInfo.GetDecimalDigitValue(character) : -1;

        private static string Digits(double value)
        {
            var text = NumberText.Format(value);
            var exponent = text.IndexOf('e', StringComparison.Ordinal);
            if (exponent < 0)
                return text;
            var digits = text[..exponent].Replace(".", "", StringComparison.Ordinal);
            return digits.PadRight(int.Parse(text.AsSpan(exponent + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) + 1, '0');
        }

        private static string OrdinalSuffix(string digits)
        {
            if (digits.Length > 1 && digits[^2] == '1')
                return "th";
            return digits[^1] switch { '1' => "st", '2' => "nd", '3' => "rd", _ => "th" };
        }
    }
}

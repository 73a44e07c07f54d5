using System.Collections.Frozen;
using System.Text;

namespace ProKure.Jsonata.Pictures;

/// <summary>Integers in English words, as in "one thousand, two hundred and thirty-fourth".</summary>
internal static class EnglishNumbers
{
    private static readonly string[] Small =
    [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
        "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ];

    private static readonly string[] SmallOrdinals =
    [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
        "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    ];

    private static readonly string[] Tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

    private static readonly (double Value, string Name)[] Magnitudes =
        [(1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand")];

    private static readonly FrozenDictionary<string, double> Values = BuildValues();

    /// <summary>The JavaScript pattern (for flag i) of what <see cref="Read"/> may be able to read.</summary>
    public static string Pattern { get; } = $"(?:{string.Join('|', Values.Keys.OrderByDescending(word => word.Length))}|and|[\\-, ])+";

    /// <summary>Writes a non-negative integer; beyond trillions the names repeat, as in "one million trillion".</summary>
    public static string Write(double value, bool ordinal)
    {
        var words = new StringBuilder();
        Append(words, value, ordinal);
        return words.ToString();
    }

    /// <summary>Reads words in any case, cardinal or ordinal; NaN where one is not known.</summary>
    public static double Read(string text)
    {
        // Each part is a closed group such as "two thousand"; a magnitude multiplies the last one, a small number adds to it.
        var parts = new Stack<double>();
        parts.Push(0);
        var rest = text.ToLowerInvariant().AsSpan();
        while (true)
        {
            var length = WordLength(rest, out var separator);
            if (!Values.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(rest[..length], out var value))
                return double.NaN;
            if (value >= 100)
                parts.Push(parts.Pop() * value);
            else if (parts.Peek() >= 1000)
                parts.Push(value);
            else
                parts.Push(parts.Pop() + value);
            if (separator == 0)
                return parts.Reverse().Sum();
            rest = rest[(length + separator)..];
        }
    }

    private static void Append(StringBuilder words, double value, bool ordinal)
    {
        if (value < 20)
        {
            words.Append((ordinal ? SmallOrdinals : Small)[(int)value]);
            return;
        }

        if (value < 100)
        {
            AppendTens(words, (int)value, ordinal);
            return;
        }

        var (unit, name) = value < 1000 ? (100, "hundred") : Magnitudes.First(magnitude => value >= magnitude.Value);
        var count = Math.Floor(value / unit);
        var remainder = value - (count * unit);
        Append(words, count, ordinal: false);
        words.Append(' ').Append(name);
        if (remainder > 0)
        {
            words.Append(value < 1000 || remainder < 100 ? " and " : ", ");
            Append(words, remainder, ordinal);
        }
        else if (ordinal)
        {
            words.Append("th");
        }
    }

    private static void AppendTens(StringBuilder words, int value, bool ordinal)
    {
        var (tens, ones) = Math.DivRem(value, 10);
        var name = Tens[tens - 2];
        if (ones > 0)
            words.Append(name).Append('-').Append((ordinal ? SmallOrdinals : Small)[ones]);
        else if (ordinal)
            words.Append(name, 0, name.Length - 1).Append("ieth");
        else
            words.Append(name);
    }

    // Words are parted by ", ", by " and ", by one blank, by a hyphen or by a backslash.
    private static int WordLength(ReadOnlySpan<char> text, out int separator)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ',' && i + 1 < text.Length && IsBlank(text[i + 1]))
            {
                separator = 2;
                return i;
            }

            if (IsBlank(text[i]))
            {
                var and = text[(i + 1)..].StartsWith("and", StringComparison.Ordinal) && i + 4 < text.Length && IsBlank(text[i + 4]);
                separator = and ? 5 : 1;
                return i;
            }

            if (text[i] is '-' or '\\')
            {
                separator = 1;
                return i;
            }
        }

        separator = 0;
        return text.Length;
    }

    private static bool IsBlank(char character) => char.IsWhiteSpace(character) || character == '\uFEFF';

    private static FrozenDictionary<string, double> BuildValues()
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal) { ["hundred"] = 100, ["hundredth"] = 100 };
        for (var i = 0; i < Small.Length; i++)
        {
            values.Add(Small[i], i);
            values.Add(SmallOrdinals[i], i);
        }

        for (var i = 0; i < Tens.Length; i++)
        {
            values.Add(Tens[i], (i + 2) * 10);
            values.Add(Tens[i][..^1] + "ieth", (i + 2) * 10);
        }

        foreach (var (value, name) in Magnitudes)
        {
            values.Add(name, value);
            values.Add(name + "th", value);
        }

        return values.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

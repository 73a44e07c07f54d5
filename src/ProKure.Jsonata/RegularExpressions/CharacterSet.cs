using System.Globalization;
using System.Text;
using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.RegularExpressions;

/// <summary>A set of UTF-16 units, kept as sorted ranges that neither meet nor overlap.</summary>
internal sealed class CharacterSet
{
    /// <summary>JavaScript's \d: the ASCII digits.</summary>
    public static readonly CharacterSet Digits = Of(('0', '9'));

    /// <summary>JavaScript's \w: ASCII letters, digits and the underscore.</summary>
    public static readonly CharacterSet Words = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>JavaScript's \s: all Unicode blanks, line ends and the byte order mark.</summary>
    public static readonly CharacterSet Blanks = Of(
        ('\t', '\r'), (' ', ' '), ('\u00A0', '\u00A0'), ('\u1680', '\u1680'), ('\u2000', '\u200A'), ('\u2028', '\u2029'),
        ('\u202F', '\u202F'), ('\u205F', '\u205F'), ('\u3000', '\u3000'), ('\uFEFF', '\uFEFF'));

    /// <summary>The four characters that end a line in JavaScript.</summary>
    public static readonly CharacterSet LineEnds = Of(('\n', '\n'), ('\r', '\r'), ('\u2028', '\u2029'));

    private static readonly Lazy<Dictionary<char, List<char>>> SameUppercase = new(GroupByUppercase);

    private readonly List<(char First, char Last)> _ranges;

    private CharacterSet(List<(char First, char Last)> ranges) => _ranges = ranges;

    /// <summary>The set of these ranges, which may come in any order and overlap.</summary>
    public static CharacterSet Of(params List<(char First, char Last)> ranges)
    {
        ranges.Sort();
        var merged = new List<(char First, char Last)>(ranges.Count);
        foreach (var (first, last) in ranges)
        {
            if (merged.Count > 0 && first <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, (char)Math.Max(merged[^1].Last, last));
            else
                merged.Add((first, last));
        }

        return new CharacterSet(merged);
    }

    /// <summary>The set of one character.</summary>
    public static CharacterSet Of(char character) => new([(character, character)]);

    /// <summary>The ranges, ascending.</summary>
    public IReadOnlyList<(char First, char Last)> Ranges => _ranges;

    /// <summary>The only character of the set; null where it has none or several.</summary>
    public char? Single => _ranges is [var (first, last)] && first == last ? first : null;

    /// <summary>All characters that are not in this set.</summary>
    public CharacterSet Invert()
    {
        var result = new List<(char, char)>(_ranges.Count + 1);
        var next = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first > next)
                result.Add(((char)next, (char)(first - 1)));
            next = last + 1;
        }

        if (next <= char.MaxValue)
            result.Add(((char)next, char.MaxValue));
        return new CharacterSet(result);
    }

    /// <summary>The set with every character that JavaScript's flag i takes as equal to one of its own.</summary>
    public CharacterSet IgnoreCase()
    {
        var result = new List<(char, char)>(_ranges);
        foreach (var (first, last) in _ranges)
        {
            // Only ASCII letters are equal to ASCII letters: the flag i never crosses that border.
            AddOverlap(result, first, last, 'a', 'z', 'A' - 'a');
            AddOverlap(result, first, last, 'A', 'Z', 'a' - 'A');
            for (var c = Math.Max((int)first, 128); c <= last; c++)
            {
                if (SameUppercase.Value.TryGetValue(Canonicalize((char)c), out var equal))
                {
                    foreach (var other in equal)
                        result.Add((other, other));
                }
            }
        }

        return Of(result);
    }

    /// <summary>Writes the set as .NET pattern text.</summary>
    public void AppendTo(StringBuilder pattern)
    {
        if (Single is { } single)
        {
            AppendCharacter(pattern, single);
            return;
        }

        if (_ranges.Count == 0)
        {
            pattern.Append(@"[^\s\S]");
            return;
        }

        if (_ranges is [('\0', char.MaxValue)])
        {
            pattern.Append(@"[\s\S]");
            return;
        }

        // A set that reaches the last character is most likely an inverted one: shorter to write that way.
        var inverted = _ranges[^1].Last == char.MaxValue;
        pattern.Append(inverted ? "[^" : "[");
        foreach (var (first, last) in inverted ? Invert()._ranges : _ranges)
        {
            AppendCharacter(pattern, first);
            if (last > first)
                AppendCharacter(last > first + 1 ? pattern.Append('-') : pattern, last);
        }

        pattern.Append(']');
    }

    private static void AppendCharacter(StringBuilder pattern, char character)
    {
        if (char.IsAsciiLetterOrDigit(character))
            pattern.Append(character);
        else
            pattern.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
    }

    private static void AddOverlap(List<(char, char)> result, char first, char last, char from, char to, int offset)
    {
        var low = Math.Max(first, from);
        var high = Math.Min(last, to);
        if (low <= high)
            result.Add(((char)(low + offset), (char)(high + offset)));
    }

    // ECMA-262, Canonicalize without flag u: upper case where that is one unit, and not ASCII for what is none.
    private static char Canonicalize(char character)
    {
        if (CaseMapping.HasSpecialUppercase(character))
            return character;
        var upper = char.ToUpperInvariant(character);
        return upper < 128 && character >= 128 ? character : upper;
    }

    private static Dictionary<char, List<char>> GroupByUppercase()
    {
        var groups = new Dictionary<char, List<char>>();
        for (var c = 128; c <= char.MaxValue; c++)
        {
            var upper = Canonicalize((char)c);
            if (upper == c)
                continue;
            if (!groups.TryGetValue(upper, out var group))
                groups.Add(upper, group = [upper]);
            group.Add((char)c);
        }

        return groups;
    }
}

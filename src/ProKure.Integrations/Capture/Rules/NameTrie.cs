namespace ProKure.Integrations.Capture.Rules;

/// <summary>
/// Finds out whether a name ends with, or is, one of many names. Reads from the end, so that nearly all names are refused after a letter or two; also
/// reads a name that stands at the end of other text. Immutable once made.
/// </summary>
internal sealed class NameTrie
{
    /// <summary>So many digits at the end of a name may be a count.</summary>
    public const int MostCountDigits = 2;

    // Arrays, which are read faster than lists: every letter of every name comes by here.
    private ushort[] _next = new ushort[NameShape.Letters];
    private Ends[] _ends = [default];
    private readonly List<RedactionRule?> _rules = [null];

    /// <summary>Where a name has to end with the letters for a rule to hold.</summary>
    public enum Reach
    {
        /// <summary>The letters are the whole name.</summary>
        Whole,

        /// <summary>The letters are the last word of the name, or last words.</summary>
        Word,

        /// <summary>The name ends with the letters.</summary>
        Suffix,
    }

    /// <summary>Adds a name; where one stands already, the first rule stays.</summary>
    public void Add(string letters, Reach reach, RedactionRule rule)
    {
        var node = NodeOf(letters);
        _rules.Add(rule);
        var ends = _ends[node];
        var index = (ushort)(_rules.Count - 1);
        _ends[node] = reach switch
        {
            Reach.Whole when ends.Whole == 0 => ends with { Whole = index },
            Reach.Word when ends.Word == 0 => ends with { Word = index },
            Reach.Suffix when ends.Suffix == 0 => ends with { Suffix = index },
            _ => ends,
        };
    }

    /// <summary>Adds an ending that is harmless although a shorter one is not.</summary>
    public void Except(string letters)
    {
        var node = NodeOf(letters);
        _ends[node] = _ends[node] with { IsHarmless = true };
    }

    /// <summary>The rule for the name that the bytes end with. Digits at its end may be a count, as in <c>password2</c>.</summary>
    /// <param name="text">The name, or text that ends with it.</param>
    /// <param name="isWholeName">False when other text may stand before the name.</param>
    public RedactionRule? Match(ReadOnlySpan<byte> text, bool isWholeName)
    {
        var found = MatchExactly(text, isWholeName);
        if (found is not null || text.IsEmpty || !char.IsAsciiDigit((char)text[^1]))
            return found;
        var digits = text.Length > 1 && char.IsAsciiDigit((char)text[^2]) ? MostCountDigits : 1;
        return MatchExactly(text[..^digits], isWholeName);
    }

    /// <summary>Whether a name may end with two bytes, of which the last is a letter or digit that is part of it.</summary>
    public bool MayEndWith(byte previous, byte last)
    {
        var letter = NameShape.ClassOf(last);
        if (letter >= NameShape.Letters || _next[letter] == 0)
            return false;
        var node = _next[letter];
        return NameShape.ClassOf(previous) switch
        {
            NameShape.Separator => true,
            NameShape.Stop => !_ends[node].IsEmpty,
            var before => !_ends[node].IsEmpty || _next[(node * NameShape.Letters) + before] != 0,
        };
    }

    private RedactionRule? MatchExactly(ReadOnlySpan<byte> text, bool isWholeName)
    {
        var (next, node) = (_next, 0);
        RedactionRule? found = null;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            var letter = NameShape.ClassOf(text[i]);
            if (letter == NameShape.Separator)
                continue;
            if (letter == NameShape.Stop)
                break;
            node = next[(node * NameShape.Letters) + letter];
            if (node == 0)
                break;
            if (_ends[node] is { IsEmpty: false } ends)
                found = RuleAt(text, i, ends, isWholeName, found);
        }

        return found;
    }

    private RedactionRule? RuleAt(ReadOnlySpan<byte> text, int index, Ends ends, bool isWholeName, RedactionRule? before)
    {
        if (ends.IsHarmless)
            return null;
        if (ends.Suffix != 0)
            return _rules[ends.Suffix];
        if (ends.Word != 0 && NameShape.BeginsWord(text, index))
            return _rules[ends.Word];
        if (ends.Whole != 0 && (isWholeName ? IsAllBefore(text[..index]) : NameShape.BeginsWord(text, index)))
            return _rules[ends.Whole];
        return before;
    }

    private static bool IsAllBefore(ReadOnlySpan<byte> before)
    {
        for (var i = before.Length - 1; i >= 0; i--)
        {
            var letter = NameShape.ClassOf(before[i]);
            if (letter != NameShape.Separator)
                return letter == NameShape.Stop;
        }

        return true;
    }

    private int NodeOf(string letters)
    {
        var node = 0;
        for (var i = letters.Length - 1; i >= 0; i--)
        {
            var at = (node * NameShape.Letters) + NameShape.ClassOf((byte)letters[i]);
            if (_next[at] == 0)
            {
                _next[at] = checked((ushort)_ends.Length);
                Array.Resize(ref _next, _next.Length + NameShape.Letters);
                Array.Resize(ref _ends, _ends.Length + 1);
            }

            node = _next[at];
        }

        return node;
    }

    private readonly record struct Ends(ushort Whole, ushort Word, ushort Suffix, bool IsHarmless)
    {
        public bool IsEmpty => Whole == 0 && Word == 0 && Suffix == 0 && !IsHarmless;
    }
}

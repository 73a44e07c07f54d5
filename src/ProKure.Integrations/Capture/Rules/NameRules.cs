namespace ProKure.Integrations.Capture.Rules;

/// <summary>Which names are sensitive wherever they stand. Immutable.</summary>
internal sealed class NameRules
{
    /// <summary>Longer names are no names.</summary>
    private const int LongestName = 4_096;

    private readonly NameTrie _trie = new();
    private readonly NameTrie _inText = new();
    private readonly List<(NamePattern Pattern, RedactionRule Rule)> _patterns = [];
    private readonly List<(NamePattern Pattern, RedactionRule Rule)> _textPatterns = [];

    // What the names in the trie may end with. Where there are patterns, or the last byte is no letter, anything.
    private readonly PairSet _ends;

    public NameRules(IEnumerable<FieldRule> rules)
    {
        DefaultNames.AddTo(_trie);
        DefaultNames.AddTo(_inText);
        foreach (var rule in rules)
        {
            if (rule.Name is { } name)
                Add(_trie, _patterns, name, rule.Rule);
            if (rule.LastName is { } last)
                Add(_inText, _textPatterns, last, rule.Rule);
        }

        _ends = PairSet.Where((previous, last) => _patterns.Count > 0 || !char.IsAsciiLetter((char)last) || _trie.MayEndWith(previous, last));
    }

    /// <summary>The rule for a name; null when its value may be stored.</summary>
    public RedactionRule? Match(ReadOnlySpan<byte> name)
    {
        if (name.Length > LongestName || (name.Length >= 2 && !_ends.Contains(name[^2], name[^1])))
            return null;
        return _trie.Match(name, isWholeName: true) ?? (_patterns.Count == 0 ? null : Match(_patterns, name));
    }

    /// <summary>Whether a sensitive name in a text may end with two bytes.</summary>
    public bool MayEndWith(byte previous, byte last) => _textPatterns.Count > 0 || _inText.MayEndWith(previous, last);

    /// <summary>The rule for the name that a text ends with; paths count by their last name.</summary>
    public RedactionRule? MatchEnd(ReadOnlySpan<byte> text)
    {
        if (_inText.Match(text, isWholeName: false) is { } rule || _textPatterns.Count == 0)
            return _inText.Match(text, isWholeName: false);
        var start = text.Length;
        while (start > 0 && (NameShape.ClassOf(text[start - 1]) != NameShape.Stop || text[start - 1] >= 0x80) && text[start - 1] != ' ')
            start--;
        return Match(_textPatterns, text[start..]);
    }

    // A name with wildcards at its ends only goes into the trie where it can; the others are compared one by one.
    private static void Add(NameTrie trie, List<(NamePattern Pattern, RedactionRule Rule)> others, NamePattern name, RedactionRule rule)
    {
        if (name.Core is { Length: > 0 } letters && !name.EndsOpen)
            trie.Add(letters, name.StartsOpen ? NameTrie.Reach.Suffix : NameTrie.Reach.Whole, rule);
        else
            others.Add((name, rule));
    }

    private static RedactionRule? Match(List<(NamePattern Pattern, RedactionRule Rule)> patterns, ReadOnlySpan<byte> name)
    {
        foreach (var (pattern, rule) in patterns)
        {
            if (pattern.IsMatch(name))
                return rule;
        }

        return null;
    }
}

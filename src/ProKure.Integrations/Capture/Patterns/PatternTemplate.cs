using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>
/// A pattern of configuration for values: literal characters, <c>#</c> for a digit, <c>?</c> for a letter or digit, and at the end <c>*</c> for any further
/// characters of a token, at least one. <c>ACME-####-*</c> is in one pass what a regular expression could make endless.
/// </summary>
internal sealed class PatternTemplate
{
    /// <summary>The fewest literal characters that a pattern begins with.</summary>
    public const int FewestLiterals = 3;

    /// <summary>The longest pattern.</summary>
    public const int MaxLength = 128;

    private readonly byte[] _places;
    private readonly bool _isOpen;

    private PatternTemplate(RedactionRule rule, byte[] places, bool isOpen)
    {
        Rule = rule;
        _places = places;
        _isOpen = isOpen;
    }

    public RedactionRule Rule { get; }

    /// <summary>The literal characters that it begins with.</summary>
    public ReadOnlySpan<byte> Head => _places.AsSpan(0, FewestLiterals);

    /// <summary>Reads a pattern.</summary>
    /// <exception cref="FormatException">The message says what was expected.</exception>
    public static PatternTemplate Parse(string text, string owner)
    {
        var body = text.EndsWith('*') ? text[..^1] : text;
        if (body.Length > MaxLength)
            throw new FormatException($"Expected a pattern of at most {MaxLength} characters.");
        if (body.Any(c => c is <= ' ' or > '~' or '*'))
            throw new FormatException("Expected printable ASCII without blanks, and * at the end only.");
        if (body.Length < FewestLiterals || body.AsSpan(0, FewestLiterals).ContainsAny('#', '?'))
            throw new FormatException($"Expected a pattern that begins with {FewestLiterals} literal characters, as ACME-####-*.");
        return new PatternTemplate(new RedactionRule($"{owner}:{text}", $"The {owner}'s pattern for values: {text}"), [.. body.Select(c => (byte)c)], text.EndsWith('*'));
    }

    public bool TryMatch(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        var rest = text[at..];
        if (rest.Length < _places.Length || (char.IsAsciiLetterOrDigit((char)_places[0]) && !Words.Begins(text, at)))
            return false;
        for (var i = 0; i < _places.Length; i++)
        {
            var holds = _places[i] switch
            {
                (byte)'#' => char.IsAsciiDigit((char)rest[i]),
                (byte)'?' => char.IsAsciiLetterOrDigit((char)rest[i]),
                var literal => rest[i] == literal,
            };
            if (!holds)
                return false;
        }

        var end = at + _places.Length;
        if (_isOpen ? end >= text.Length || !Alphabet.Token.Contains(text[end]) : !Words.EndsBefore(text, end))
            return false;
        match = new TextMatch(at, end, Rule) { Tail = _isOpen ? Tail.Run : Tail.None, Alphabet = Alphabet.Token };
        return true;
    }
}

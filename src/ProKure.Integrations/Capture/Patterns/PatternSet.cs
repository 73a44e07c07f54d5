using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>All patterns for values in text, and the names whose values are looked for there. Immutable; each place of a text is looked at once.</summary>
internal sealed class PatternSet
{
    /// <summary>How far after a candidate a pattern may look before it decides.</summary>
    public const int LookAhead = 2_048;

    /// <summary>How far before it.</summary>
    public const int LookBehind = 160;

    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private readonly PrefixRule[]?[] _byFirst = new PrefixRule[256][];
    private readonly PatternTemplate[] _templates;
    private readonly CandidateFinder _candidates;
    private readonly NamedValueRecogniser _names;

    public PatternSet(NameRules names, IEnumerable<PatternTemplate> templates)
    {
        _names = new NamedValueRecogniser(names);
        _templates = [.. templates];
        foreach (var group in VendorKeys.All.GroupBy(rule => rule.Prefix[0]))
            _byFirst[group.Key] = [.. group];
        var templateHeads = Array.ConvertAll(_templates, template => HeadOf(template.Head, 6 + (template.Head[0] & 1)));
        PatternHead[] keys =
        [
            new PatternHead(3, Bytes("Bb"), Bytes("EeAa"), Bytes("AaSs")),
            new PatternHead(3, Bytes("Nn"), Bytes("EeTt"), Bytes("GgLl")),
            new PatternHead(4, Bytes("Q"), Bytes("~")),
            new PatternHead(4, Bytes("S"), Bytes("G"), Bytes(".")),
            new PatternHead(5, Bytes("e"), Bytes("y"), Bytes("J")),
            .. VendorKeys.All.Select(rule => HeadOf(rule.Prefix, 6 + (rule.Prefix[0] & 1))),
            .. templateHeads,
        ];
        _candidates = new CandidateFinder(
        [
            new PatternHead(0, Bytes("=:>")),
            new PatternHead(1, Bytes(NumberRecognisers.CardBegins), Bytes("0123456789 -"), Bytes("0123456789 -")),
            new PatternHead(2, Bytes(LettersAndDigits[..52]), Bytes(LettersAndDigits[..52]), Bytes("0123456789")),
            new PatternHead(4, Bytes("-"), Bytes("-u"), Bytes("-s")),
            .. EncodedText.Heads(5),
            .. keys,
        ],
        new CandidateRefusal(names, keys, templateHeads));
    }

    /// <summary>The first place at or after an index where a value may begin; -1 for none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The index.</param>
    /// <param name="floor">Index before which nothing is looked at.</param>
    /// <param name="isWhole">True when nothing comes after the text.</param>
    public int Candidate(ReadOnlySpan<byte> text, int from, int floor, bool isWhole) => _candidates.IndexOf(text, from, new CandidateLook(floor, isWhole));

    /// <summary>Whether there is a place where a value may begin in a part of a text that is a value of its own.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the value begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="takesEquals">True when each sign = is such a place.</param>
    public bool HasCandidate(ReadOnlySpan<byte> text, int start, int length, bool takesEquals) => _candidates.IsIn(text, start, length, new CandidateLook(0, IsWhole: true, takesEquals));

    /// <summary>Whether a value to redact is at a candidate. What is seen is the same however the text was cut.</summary>
    /// <param name="text">The text.</param>
    /// <param name="at">Index of the candidate.</param>
    /// <param name="floor">Index before which nothing is looked at.</param>
    /// <param name="match">What was found.</param>
    public bool TryMatch(ReadOnlySpan<byte> text, int at, int floor, out TextMatch match)
    {
        var start = Math.Max(floor, at - LookBehind);
        var window = text[start..Math.Min(text.Length, at + LookAhead)];
        if (!TryMatchIn(window, at - start, out match))
            return false;
        match = match with { Start = match.Start + start, End = match.End + start };
        return true;
    }

    private bool TryMatchIn(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        var first = text[at];
        foreach (var template in _templates)
        {
            if (template.TryMatch(text, at, out match))
                return true;
        }

        foreach (var rule in _byFirst[first] ?? [])
        {
            if (rule.TryMatch(text, at, out match))
                return true;
        }

        switch ((char)first)
        {
            case ':':
                return UserInfoRecogniser.TryMatch(text, at, out match) || TokenRecognisers.TryTelegram(text, at, out match) || _names.TryMatch(text, at, out match);
            case '=' or '>':
                return _names.TryMatch(text, at, out match);
            case '-':
                return TokenRecognisers.TryPrivateKey(text, at, out match) || TokenRecognisers.TryMailchimp(text, at, out match);
            case >= '0' and <= '9':
                return NumberRecognisers.TryCard(text, at, out match);
            case 'Q' when TokenRecognisers.TryAzureSecret(text, at, out match):
                return true;
            case 'e' or 'P' or 'W' when TokenRecognisers.TryJwt(text, at, out match) || EncodedText.TryMatch(text, at, out match):
                return true;
            case 'S' when TokenRecognisers.TrySendGrid(text, at, out match):
                return true;
            case 'B' or 'b' or 'N' or 'n' when SchemeRecogniser.TryMatch(text, at, out match):
                return true;
        }

        match = default;
        return char.IsAsciiLetter((char)first) && NumberRecognisers.TryIban(text, at, out match);
    }

    private static PatternHead HeadOf(ReadOnlySpan<byte> prefix, int group) =>
        new(group, [prefix[0]], [prefix[1]], prefix.Length > 2 ? [prefix[2]] : null);

    private static byte[] Bytes(string characters) => [.. characters.Select(c => (byte)c)];
}

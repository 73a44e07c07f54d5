using System.Buffers;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>A key that begins with letters of its vendor: a prefix, then so many characters of an alphabet, and no more.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Prefix">At least two characters.</param>
/// <param name="Alphabet">What follows.</param>
/// <param name="Min">The fewest characters that follow.</param>
/// <param name="Max">The most; longer ones are something else.</param>
internal sealed record PrefixRule(RedactionRule Rule, byte[] Prefix, SearchValues<byte> Alphabet, int Min, int Max = int.MaxValue)
{
    /// <summary>Whether the key begins at an index, where a word must begin too.</summary>
    public bool TryMatch(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        if (!text[at..].StartsWith(Prefix) || !Words.Begins(text, at))
            return false;
        var rest = text[(at + Prefix.Length)..];
        var run = rest.IndexOfAnyExcept(Alphabet);
        var length = run < 0 ? rest.Length : run;
        if (length < Min || length > Max)
            return false;
        match = new TextMatch(at, at + Prefix.Length + length, Rule) { Tail = run < 0 ? Tail.Run : Tail.None, Alphabet = Alphabet };
        return true;
    }
}

/// <summary>Where words begin and end.</summary>
internal static class Words
{
    public static bool Begins(ReadOnlySpan<byte> text, int at) => at == 0 || !char.IsAsciiLetterOrDigit((char)text[at - 1]);

    public static bool EndsBefore(ReadOnlySpan<byte> text, int at) => at >= text.Length || !char.IsAsciiLetterOrDigit((char)text[at]);
}

using System.Text;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>A token after the name of an authorization scheme: <c>Bearer …</c>, <c>Basic …</c>. The scheme stays.</summary>
internal static class SchemeRecogniser
{
    public static RedactionRule Bearer { get; } = new("bearer-token", "Token after Bearer, Negotiate or NTLM");

    public static RedactionRule Basic { get; } = new("basic-credential", "User name and password after Basic");

    private const int ShortestToken = 6;
    private const int SurelyToken = 20;

    private static readonly string[] Schemes = ["Basic", "Bearer", "Negotiate", "NTLM"];

    public static bool TryMatch(ReadOnlySpan<byte> text, int at, out TextMatch match)
    {
        match = default;
        var scheme = Length(text[at..]);
        if (scheme == 0 || !Words.Begins(text, at))
            return false;
        var rest = text[(at + scheme)..];
        var blanks = rest.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (blanks is <= 0 or > 8)
            return false;
        var token = rest[blanks..];
        var end = token.IndexOfAnyExcept(Alphabet.Token);
        var length = end < 0 ? token.Length : end;
        var isBasic = (text[at + 1] | 0x20) == 'a';
        if (length < ShortestToken || !IsToken(token[..length], isBasic))
            return false;
        match = new TextMatch(at + scheme + blanks, at + scheme + blanks + length, isBasic ? Basic : Bearer)
        {
            Tail = end < 0 ? Tail.Run : Tail.None,
            Alphabet = Alphabet.Token,
        };
        return true;
    }

    /// <summary>The length of the scheme's name that a text begins with, before a blank; 0 for none.</summary>
    public static int Length(ReadOnlySpan<byte> text)
    {
        foreach (var scheme in Schemes)
        {
            if (text.Length > scheme.Length && text[scheme.Length] is (byte)' ' or (byte)'\t' && Ascii.EqualsIgnoreCase(text[..scheme.Length], scheme))
                return scheme.Length;
        }

        return 0;
    }

    // "basic information" and "the bearer authenticates" are no tokens: words have no digits, and no capitals inside.
    private static bool IsToken(ReadOnlySpan<byte> token, bool isBasic)
    {
        if (isBasic && TokenRecognisers.IsBasicCredential(token))
            return true;
        if (token.Length >= SurelyToken || token.ContainsAny("+/=_~"u8) || token.ContainsAnyInRange((byte)'0', (byte)'9'))
            return true;
        for (var i = 1; i < token.Length; i++)
        {
            if (char.IsAsciiLetterUpper((char)token[i]) && char.IsAsciiLetterLower((char)token[i - 1]))
                return true;
        }

        return false;
    }
}

using System.Text;

namespace ProKure.Integrations.Postgres.Connections;

/// <summary>
/// Makes any text one that PostgreSQL can keep: its <c>text</c> holds no NUL character, and its UTF-8 no lone surrogates. What must come back exactly, a payload,
/// is <c>bytea</c> instead.
/// </summary>
internal static class StorableText
{
    private const char Nul = '\0';
    private const char ShownNul = '\u2400';

    /// <summary>The text itself wherever it can be kept; else with U+2400 (symbol for null) for NUL and U+FFFD for a lone surrogate.</summary>
    public static string Of(string text) => IsStorable(text) ? text : Replaced(text);

    private static bool IsStorable(string text)
    {
        foreach (var character in text)
        {
            if (character == Nul || char.IsSurrogate(character))
                return false;
        }

        return true;
    }

    private static string Replaced(string text)
    {
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            kept.Append(rune.Value == Nul ? ShownNul.ToString() : rune.ToString());
        return kept.ToString();
    }
}

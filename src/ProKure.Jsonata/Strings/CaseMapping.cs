using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ProKure.Jsonata.Strings;

/// <summary><c>$uppercase</c> and <c>$lowercase</c>: the full Unicode mappings, independent of language.</summary>
/// <remarks>Unicode SpecialCasing.txt, its unconditional part and the rule Final_Sigma; .NET itself maps one character to one.</remarks>
internal static class CaseMapping
{
    private const char CapitalSigma = 'Σ';
    private const char SmallSigma = 'σ';
    private const char FinalSigma = 'ς';
    private const char CapitalIWithDot = 'İ';

    private static readonly FrozenDictionary<char, string> SpecialUppercase = BuildSpecialUppercase();
    private static readonly SearchValues<char> WithSpecialUppercase = SearchValues.Create([.. SpecialUppercase.Keys]);

    /// <summary>Punctuation inside words that casing looks through (Word_Break of MidLetter, MidNumLet and Single_Quote).</summary>
    private static readonly SearchValues<char> WordPunctuation =
        SearchValues.Create("'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A");

    /// <summary>The text in upper case; may grow (ß becomes SS).</summary>
    public static string ToUpper(string text)
    {
        var special = text.AsSpan().IndexOfAny(WithSpecialUppercase);
        if (special < 0)
            return text.ToUpperInvariant();
        var result = new StringBuilder(text.Length + 8);
        var rest = text.AsSpan();
        while (special >= 0)
        {
            AppendUpper(result, rest[..special]);
            result.Append(SpecialUppercase[rest[special]]);
            rest = rest[(special + 1)..];
            special = rest.IndexOfAny(WithSpecialUppercase);
        }

        AppendUpper(result, rest);
        return result.ToString();
    }

    /// <summary>The text in lower case; a Σ that ends a word becomes ς.</summary>
    public static string ToLower(string text)
    {
        if (text.AsSpan().IndexOfAny(CapitalSigma, CapitalIWithDot) < 0)
            return text.ToLowerInvariant();
        var result = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case CapitalSigma:
                    result.Append(EndsWord(text, i) ? FinalSigma : SmallSigma);
                    break;
                case CapitalIWithDot:
                    result.Append("i\u0307");
                    break;
                default:
                    var length = char.IsSurrogatePair(text, i) ? 2 : 1;
                    result.Append(text.Substring(i, length).ToLowerInvariant());
                    i += length - 1;
                    break;
            }
        }

        return result.ToString();
    }

    /// <summary>Whether the upper case of this UTF-16 unit is longer than one, or ASCII although the unit is not.</summary>
    public static bool HasSpecialUppercase(char character) => SpecialUppercase.ContainsKey(character);

    private static void AppendUpper(StringBuilder result, ReadOnlySpan<char> text) => result.Append(text.ToString().ToUpperInvariant());

    private static bool EndsWord(string text, int at) => FollowsLetter(text, at) && !PrecedesLetter(text, at + 1);

    private static bool FollowsLetter(string text, int at)
    {
        while (at > 0)
        {
            Rune.DecodeLastFromUtf16(text.AsSpan(0, at), out var rune, out var length);
            if (!IsCaseIgnorable(rune))
                return IsCased(rune);
            at -= length;
        }

        return false;
    }

    private static bool PrecedesLetter(string text, int at)
    {
        while (at < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            if (!IsCaseIgnorable(rune))
                return IsCased(rune);
            at += length;
        }

        return false;
    }

    private static bool IsCaseIgnorable(Rune rune) =>
        (rune.IsBmp && WordPunctuation.Contains((char)rune.Value))
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    // Letters with case, and the letter-like signs of Other_Uppercase and Other_Lowercase that are not case-ignorable.
    private static bool IsCased(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        || rune.Value is 0xAA or 0xBA or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189);

    private static FrozenDictionary<char, string> BuildSpecialUppercase()
    {
        const char iota = '\u0399';
        var map = new Dictionary<char, string>();

        // Each entry: a character, then its upper case.
        string[] entries =
        [
            // Latin and Armenian; ı and ſ map to one letter, which .NET's invariant casing leaves out.
            "\u0131I", "\u017FS", "\u00DFSS", "\u0149\u02BCN", "\u01F0J\u030C", "\u0587\u0535\u0552", "\u1E96H\u0331", "\u1E97T\u0308",
            "\u1E98W\u030A", "\u1E99Y\u030A", "\u1E9AA\u02BE", "\uFB00FF", "\uFB01FI", "\uFB02FL", "\uFB03FFI", "\uFB04FFL", "\uFB05ST",
            "\uFB06ST", "\uFB13\u0544\u0546", "\uFB14\u0544\u0535", "\uFB15\u0544\u053B", "\uFB16\u054E\u0546", "\uFB17\u0544\u053D",

            // Greek vowels with several marks.
            "\u0390\u0399\u0308\u0301", "\u03B0\u03A5\u0308\u0301", "\u1F50\u03A5\u0313", "\u1F52\u03A5\u0313\u0300",
            "\u1F54\u03A5\u0313\u0301", "\u1F56\u03A5\u0313\u0342", "\u1FB6\u0391\u0342", "\u1FC6\u0397\u0342",
            "\u1FD2\u0399\u0308\u0300", "\u1FD3\u0399\u0308\u0301", "\u1FD6\u0399\u0342", "\u1FD7\u0399\u0308\u0342",
            "\u1FE2\u03A5\u0308\u0300", "\u1FE3\u03A5\u0308\u0301", "\u1FE4\u03A1\u0313", "\u1FE6\u03A5\u0342",
            "\u1FE7\u03A5\u0308\u0342", "\u1FF6\u03A9\u0342",

            // Greek with an iota below, which becomes a letter of its own.
            "\u1FB2\u1FBA\u0399", "\u1FB3\u0391\u0399", "\u1FB4\u0386\u0399", "\u1FB7\u0391\u0342\u0399", "\u1FBC\u0391\u0399",
            "\u1FC2\u1FCA\u0399", "\u1FC3\u0397\u0399", "\u1FC4\u0389\u0399", "\u1FC7\u0397\u0342\u0399", "\u1FCC\u0397\u0399",
            "\u1FF2\u1FFA\u0399", "\u1FF3\u03A9\u0399", "\u1FF4\u038F\u0399", "\u1FF7\u03A9\u0342\u0399", "\u1FFC\u03A9\u0399",
        ];
        foreach (var entry in entries)
            map.Add(entry[0], entry[1..]);
        foreach (var (block, capitals) in new[] { (0x1F80, 0x1F08), (0x1F90, 0x1F28), (0x1FA0, 0x1F68) })
        {
            for (var i = 0; i < 16; i++)
                map.Add((char)(block + i), $"{(char)(capitals + (i & 7))}{iota}");
        }

        return map.ToFrozenDictionary();
    }
}

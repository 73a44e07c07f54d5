using System.Runtime.Intrinsics;
using ProKure.Integrations.Capture.Rules;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>
/// Refuses most candidates at a glance: a word that does not begin there, letters that begin nothing, digits too few for a card, a name that ends as no
/// sensitive one does. It refuses only what no recogniser would take, and only by bytes that are in sight: near the end of a text, where more may come, it
/// refuses nothing for what is missing.
/// </summary>
internal sealed class CandidateRefusal
{
    /// <summary>An escape of one character, <c>%64</c> or <c>\u0064</c>, and the letter after it.</summary>
    private const int LongestEscape = 7;

    private const int MostSeparators = 8;

    /// <summary>The fewest digits before the colon of a token that Telegram gives to bots.</summary>
    private const int FewestBotDigits = 8;

    private const uint CardPlaces = (1 << NumberRecognisers.ShortestCard) - 1;

    private readonly bool[] _isTemplate = new bool[256];
    private readonly bool _hasTemplates;
    private readonly bool _hasNamePatterns;
    private readonly PairSet _nameEnds;
    private readonly bool _mayEndInDigit;
    private readonly PairSet _keys = new();
    private readonly PairSet _encoded = new();
    private readonly PairSet _countries = new();

    /// <param name="names">The sensitive names.</param>
    /// <param name="keys">Heads of what begins with letters of its own: keys, tokens, schemes, patterns of configuration.</param>
    /// <param name="templates">Of these, the patterns of configuration.</param>
    public CandidateRefusal(NameRules names, IEnumerable<PatternHead> keys, IEnumerable<PatternHead> templates)
    {
        _nameEnds = PairSet.Where(names.MayEndWith);
        for (var digit = '0'; digit <= '9'; digit++)
            _mayEndInDigit |= names.MayEndWith((byte)' ', (byte)digit);
        _hasNamePatterns = names.MayEndWith((byte)'=', (byte)'=');
        foreach (var head in templates)
            _hasTemplates = _isTemplate[head.First[0]] = true;
        foreach (var head in keys)
            Add(_keys, head);
        foreach (var head in EncodedText.Heads(0))
            Add(_encoded, head);
        foreach (var (first, second) in NumberRecognisers.IbanCountries)
            Add(_countries, new PatternHead(0, [(byte)first, (byte)(first | 0x20)], [(byte)second, (byte)(second | 0x20)]));
    }

    /// <summary>
    /// The places of 32 at which a letter or digit stands inside a word, a bit each. All that begins with one begins a word, save a client secret of Azure,
    /// which is found in its middle, at a Q.
    /// </summary>
    /// <param name="bytes">The bytes at the places.</param>
    /// <param name="before">The byte before them; zero for none.</param>
    /// <param name="floor">The place before which nothing is looked at.</param>
    public uint InsideWords(Vector256<byte> bytes, byte before, int floor)
    {
        if (_hasTemplates)
            return 0;
        var letters = Vector256.LessThanOrEqual((bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)25));
        var digits = Vector256.LessThanOrEqual(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)9));
        var word = (letters | digits).ExtractMostSignificantBits();
        var afterWord = (word << 1) | (char.IsAsciiLetterOrDigit((char)before) ? 1u : 0);
        if ((uint)floor < CandidateFinder.Step)
            afterWord &= ~(1u << floor);
        return word & afterWord & ~Vector256.Equals(bytes, Vector256.Create((byte)'Q')).ExtractMostSignificantBits();
    }

    /// <param name="text">The text.</param>
    /// <param name="at">Index of the candidate.</param>
    /// <param name="look">From where on, and how, it is looked at.</param>
    public bool Refuses(ReadOnlySpan<byte> text, int at, CandidateLook look)
    {
        var first = text[at];
        if (_isTemplate[first])
            return false;
        if (!char.IsAsciiLetterOrDigit((char)first))
            return !(look.TakesEquals && first == '=') && IsNoName(text, at, look.Floor, first);
        if (at > look.Floor && char.IsAsciiLetterOrDigit((char)text[at - 1]))
            return first != 'Q';
        return first <= '9' ? IsNoCard(text[at..], look.IsWhole) : at + 2 < text.Length && IsNoHead(text, at);
    }

    // No sensitive name ends before the sign. Where escapes stand there, or a number that a bot's token begins with, that is not told here.
    private bool IsNoName(ReadOnlySpan<byte> text, int at, int floor, byte sign)
    {
        if (sign is not ((byte)'=' or (byte)':' or (byte)'>') || HasEscape(text, at, floor))
            return false;
        if (sign == ':' && (at + 1 >= text.Length || text[at + 1] is (byte)'/' or (byte)'\\'))
            return false;
        var end = at;
        while (end > floor && at - end < FewestBotDigits && char.IsAsciiDigit((char)text[end - 1]))
            end--;
        var digits = at - end;
        if (digits == FewestBotDigits || (digits > 0 && _mayEndInDigit))
            return false;
        if (digits > NameTrie.MostCountDigits)
            return true;
        if (digits > 0 || (sign != '>' && end > floor && text[end - 1] is (byte)'"' or (byte)'\''))
            return IsNoNameBefore(text, end, floor, digits > 0);
        return end - 2 >= floor && (char.IsAsciiLetter((char)text[end - 1]) ? !_nameEnds.Contains(text[end - 2], text[end - 1]) : IsNoPartOfName(text[end - 1], sign));
    }

    // Before a count there may be separators, before a quote stands the name.
    private bool IsNoNameBefore(ReadOnlySpan<byte> text, int end, int floor, bool isCount)
    {
        var least = Math.Max(floor, end - MostSeparators);
        if (!isCount)
            end--;
        while (isCount && end > least && NameShape.ClassOf(text[end - 1]) == NameShape.Separator)
            end--;
        if (end - 2 < floor || HasEscape(text, end, floor))
            return false;
        var last = text[end - 1];
        if (char.IsAsciiLetter((char)last))
            return !_nameEnds.Contains(text[end - 2], last);
        return isCount && (char.IsAsciiDigit((char)last) || NameShape.ClassOf(last) == NameShape.Stop);
    }

    // Before an element's closing bracket the name ends at once; before other signs there may be blanks, quotes and brackets.
    private bool IsNoPartOfName(byte value, byte sign) =>
        !_hasNamePatterns && NameShape.ClassOf(value) == NameShape.Stop
        && (sign == '>' || value is not ((byte)'"' or (byte)'\'' or (byte)'\\' or (byte)']' or (byte)'`' or (byte)'\t'));

    private static bool HasEscape(ReadOnlySpan<byte> text, int end, int floor)
    {
        for (var i = Math.Max(floor, end - LongestEscape); i < end; i++)
        {
            if (text[i] is (byte)'%' or (byte)'\\')
                return true;
        }

        return false;
    }

    private bool IsNoHead(ReadOnlySpan<byte> text, int at)
    {
        var (first, second) = (text[at], text[at + 1]);
        if (_keys.Contains(first, second) || (_countries.Contains(first, second) && char.IsAsciiDigit((char)text[at + 2])))
            return false;
        return !_encoded.Contains(first, second) || (text.Length - at >= EncodedText.Shortest && !EncodedText.Begins(text[at..]));
    }

    // Fewer than 13 digits and separators in a row, or separators of two kinds among them.
    private static bool IsNoCard(ReadOnlySpan<byte> text, bool isWhole)
    {
        var bytes = ShortText.LoadHalf(text);
        var digits = Vector128.LessThanOrEqual(bytes - Vector128.Create((byte)'0'), Vector128.Create((byte)9)).ExtractMostSignificantBits();
        var blanks = Vector128.Equals(bytes, Vector128.Create((byte)' ')).ExtractMostSignificantBits() & CardPlaces;
        var hyphens = Vector128.Equals(bytes, Vector128.Create((byte)'-')).ExtractMostSignificantBits() & CardPlaces;
        var toCome = isWhole || text.Length >= NumberRecognisers.ShortestCard ? 0 : uint.MaxValue << text.Length;
        return ((digits | blanks | hyphens | toCome) & CardPlaces) != CardPlaces || (blanks != 0 && hyphens != 0);
    }

    private static void Add(PairSet pairs, PatternHead head)
    {
        foreach (var first in head.At(0))
        {
            foreach (var second in head.At(1))
                pairs.Add(first, second);
        }
    }
}

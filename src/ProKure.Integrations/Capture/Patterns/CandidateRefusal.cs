using System.Runtime.InteropServices;
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
    /// <summary>An escape of one character: <c>%64</c>, <c>\u0064</c>.</summary>
    private const int LongestEscape = 6;

    /// <summary>The fewest digits before the colon of a token that Telegram gives to bots.</summary>
    private const int FewestBotDigits = 8;

    private const uint CardPlaces = (1 << NumberRecognisers.ShortestCard) - 1;

    private readonly bool[] _isTemplate = new bool[256];
    private readonly PairSet _nameEnds = new();
    private readonly bool _mayEndInDigit;
    private readonly PairSet _keys = new();
    private readonly PairSet _encoded = new();
    private readonly PairSet _countries = new();

    /// <param name="names">The sensitive names.</param>
    /// <param name="keys">Heads of what begins with letters of its own: keys, tokens, schemes, patterns of configuration.</param>
    /// <param name="templates">Of these, the patterns of configuration.</param>
    public CandidateRefusal(NameRules names, IEnumerable<PatternHead> keys, IEnumerable<PatternHead> templates)
    {
        for (var pair = 0; pair < 256 * 256; pair++)
        {
            if (names.MayEndWith((byte)(pair >> 8), (byte)pair))
                _nameEnds.Add((byte)(pair >> 8), (byte)pair);
        }

        for (var digit = '0'; digit <= '9'; digit++)
            _mayEndInDigit |= names.MayEndWith((byte)' ', (byte)digit);
        foreach (var head in templates)
            _isTemplate[head.First[0]] = true;
        foreach (var head in keys)
            _keys.Add(head);
        foreach (var head in EncodedText.Heads(0))
            _encoded.Add(head);
        foreach (var (first, second) in NumberRecognisers.IbanCountries)
            _countries.Add(new PatternHead(0, [(byte)first, (byte)(first | 0x20)], [(byte)second, (byte)(second | 0x20)]));
    }

    /// <param name="text">The text.</param>
    /// <param name="at">Index of the candidate.</param>
    /// <param name="floor">Index before which nothing is looked at.</param>
    public bool Refuses(ReadOnlySpan<byte> text, int at, int floor)
    {
        var first = text[at];
        if (_isTemplate[first])
            return false;
        if (!char.IsAsciiLetterOrDigit((char)first))
            return IsNoName(text, at, floor, first);
        // All that begins with a letter or digit begins a word, save a client secret of Azure, which is found in its middle.
        if (at > floor && char.IsAsciiLetterOrDigit((char)text[at - 1]))
            return first != 'Q';
        return first <= '9' ? IsNoCard(text, at) : at + 2 < text.Length && IsNoHead(text, at);
    }

    // No sensitive name ends before the sign. Where blanks, quotes or escapes stand there, or a number that a bot's token begins with, that is not told here.
    private bool IsNoName(ReadOnlySpan<byte> text, int at, int floor, byte sign)
    {
        if (sign is not ((byte)'=' or (byte)':' or (byte)'>') || text[Math.Max(floor, at - LongestEscape)..at].ContainsAny((byte)'%', (byte)'\\'))
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
        if (end - 2 < floor)
            return false;
        var last = text[end - 1];
        return char.IsAsciiLetter((char)last) ? !_nameEnds.Contains(text[end - 2], last) : digits > 0 && NameShape.ClassOf(last) == NameShape.Stop;
    }

    private bool IsNoHead(ReadOnlySpan<byte> text, int at)
    {
        var (first, second) = (text[at], text[at + 1]);
        if (_keys.Contains(first, second) || (_countries.Contains(first, second) && char.IsAsciiDigit((char)text[at + 2])))
            return false;
        return !_encoded.Contains(first, second) || (text.Length - at >= EncodedText.Shortest && !EncodedText.Begins(text[at..]));
    }

    // Fewer than 13 digits and separators in a row, or separators of two kinds among them.
    private static bool IsNoCard(ReadOnlySpan<byte> text, int at)
    {
        if (text.Length - at < Vector128<byte>.Count)
            return false;
        var bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)at);
        var digits = Vector128.LessThanOrEqual(bytes - Vector128.Create((byte)'0'), Vector128.Create((byte)9)).ExtractMostSignificantBits() & CardPlaces;
        var blanks = Vector128.Equals(bytes, Vector128.Create((byte)' ')).ExtractMostSignificantBits() & CardPlaces;
        var hyphens = Vector128.Equals(bytes, Vector128.Create((byte)'-')).ExtractMostSignificantBits() & CardPlaces;
        return (digits | blanks | hyphens) != CardPlaces || (blanks != 0 && hyphens != 0);
    }

    /// <summary>Two bytes in a row, exactly.</summary>
    private sealed class PairSet
    {
        private readonly ulong[] _bits = new ulong[256 * 256 / 64];

        public void Add(PatternHead head)
        {
            foreach (var first in head.At(0))
            {
                foreach (var second in head.At(1))
                    Add(first, second);
            }
        }

        public void Add(byte first, byte second) => _bits[((first << 8) | second) >> 6] |= 1UL << (second & 63);

        public bool Contains(byte first, byte second) => (_bits[((first << 8) | second) >> 6] & (1UL << (second & 63))) != 0;
    }
}

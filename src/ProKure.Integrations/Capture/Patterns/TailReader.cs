using System.Buffers;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>Reads a value to its end, in as many pieces as it comes in; keeps nothing of it.</summary>
internal struct TailReader(TextMatch match)
{
    private static readonly SearchValues<byte> AssignedEnds = SearchValues.Create(" \t\r\n&;\"'<>"u8);
    private static readonly SearchValues<byte> ListedEnds = SearchValues.Create(" \t\r\n&;\"'<>,)]}"u8);
    private static readonly SearchValues<byte> BracketBytes = SearchValues.Create("\"\\{}[]"u8);

    private int _backslashes;
    private int _depth;
    private bool _isInQuotes;
    private PemEnd _pem;

    /// <summary>How many backslashes at the end of what was read belong to the quote that ends it.</summary>
    public int QuoteBackslashes { get; private set; }

    /// <summary>Reads on.</summary>
    /// <returns>How many bytes belong to the value, and whether it ended with them.</returns>
    public (int Length, bool Ended) Read(ReadOnlySpan<byte> bytes) => match.Tail switch
    {
        Tail.Run => Before(bytes.IndexOfAnyExcept(match.Alphabet!), bytes),
        Tail.Assigned => Before(bytes.IndexOfAny(AssignedEnds), bytes),
        Tail.Listed => Before(bytes.IndexOfAny(ListedEnds), bytes),
        Tail.Element => Before(bytes.IndexOf((byte)'<'), bytes),
        Tail.Line => Before(bytes.IndexOfAny((byte)'\r', (byte)'\n'), bytes),
        Tail.Quoted => ReadQuoted(bytes),
        Tail.Bracketed => ReadBracketed(bytes),
        Tail.Pem => ReadPem(bytes),
        _ => (0, true),
    };

    private static (int Length, bool Ended) Before(int index, ReadOnlySpan<byte> bytes) => index < 0 ? (bytes.Length, false) : (index, true);

    // A text inside a text has its quotes written with backslashes: the value ends at a quote with no more of them than its first one.
    private (int Length, bool Ended) ReadQuoted(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == match.Quote && (match.Backslashes == 0 ? _backslashes % 2 == 0 : _backslashes <= match.Backslashes))
            {
                QuoteBackslashes = match.Backslashes == 0 ? 0 : _backslashes;
                return (i, true);
            }

            _backslashes = bytes[i] == '\\' ? _backslashes + 1 : 0;
        }

        return (bytes.Length, false);
    }

    private (int Length, bool Ended) ReadBracketed(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length;)
        {
            if (_backslashes == 1)
            {
                (_backslashes, i) = (0, i + 1);
                continue;
            }

            var next = bytes[i..].IndexOfAny(BracketBytes);
            if (next < 0)
                break;
            i += next;
            var value = bytes[i++];
            if (value == '\\')
                _backslashes = 1;
            else if (value == '"')
                _isInQuotes = !_isInQuotes;
            else if (!_isInQuotes && value is (byte)'{' or (byte)'[')
                _depth++;
            else if (!_isInQuotes && value is (byte)'}' or (byte)']' && --_depth == 0)
                return (i, true);
        }

        return (bytes.Length, false);
    }

    private (int Length, bool Ended) ReadPem(ReadOnlySpan<byte> bytes)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (_pem.Read(bytes[i]))
                return (i + 1, true);
        }

        return (bytes.Length, false);
    }

    // ----END …---- with four dashes or five, with or without a space.
    private struct PemEnd
    {
        private int _dashes;
        private int _letters;
        private bool _hasEnd;

        public bool Read(byte value)
        {
            if (value == '-')
            {
                (_dashes, _letters) = (_dashes + 1, 0);
                return _hasEnd && _dashes >= 4;
            }

            if (!_hasEnd && (_dashes >= 4 || _letters > 0))
            {
                if (_letters == 0 && value == ' ')
                    return false;
                _letters = value == "END"u8[_letters] ? _letters + 1 : 0;
                _hasEnd = _letters == 3;
            }

            _dashes = 0;
            return false;
        }
    }
}

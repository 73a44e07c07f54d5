using System.Buffers;

namespace ProKure.Integrations.Capture;

/// <summary>
/// Cuts the beginning of a JSON text so that it is a JSON text itself: between two values, with everything closed that is open there, and a mark where the rest is missing:
/// <c>"…truncated…"</c> as the last item of an array, <c>"…truncated…": true</c> as the last member of an object, <c>…truncated…</c> at the end of a long string.
/// </summary>
internal static class JsonHead
{
    /// <summary>Stands where something was cut off.</summary>
    public const string Mark = "…truncated…";

    // A shorter one is left out whole, so that nobody takes half a key or a number for the whole.
    private const int ShortestCut = 256;
    private const int MaxDepth = Formats.JsonPass.MaxDepth + 1;

    // What closing costs: the mark as a member, and a sign for each level.
    private const int Reserve = 64 + MaxDepth;

    /// <summary>The smallest limit that may be set: enough for a beginning that says something, and for the mark.</summary>
    public const int SmallestBody = 1 << 10;

    /// <summary>The shortest limit that leaves room for the mark.</summary>
    public const int ShortestLimit = 2 * Reserve;

    private static readonly SearchValues<byte> ScalarEnds = SearchValues.Create(" \t\r\n,]}"u8);

    private static ReadOnlySpan<byte> MarkUtf8 => "…truncated…"u8;

    /// <summary>Cuts a text to at most <paramref name="limit"/> bytes.</summary>
    /// <param name="head">The beginning of a valid JSON text in UTF-8, or all of it.</param>
    /// <param name="limit">The most bytes of the result, at least <see cref="ShortestLimit"/>.</param>
    public static ReadOnlyMemory<byte> Cut(ReadOnlySpan<byte> head, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, ShortestLimit);
        return new Scan(head[..Math.Min(head.Length, limit - Reserve)]).Cut();
    }

    private ref struct Scan
    {
        private readonly ReadOnlySpan<byte> _text;
        private readonly bool[] _isObject = new bool[MaxDepth];
        private readonly bool[] _hasValues = new bool[MaxDepth];
        private int _depth = -1;
        private int _at;
        private bool _isName;
        private bool _isWhole;

        // Where the text can be cut, and how deep it is there.
        private int _safe;
        private int _safeDepth = -1;
        private bool _safeHasValues;
        private int _openString = -1;

        public Scan(ReadOnlySpan<byte> text) => _text = text;

        public ReadOnlyMemory<byte> Cut()
        {
            while (_at < _text.Length && ReadToken())
            {
            }

            var output = new ArrayBufferWriter<byte>(_text.Length + Reserve);
            if (_isWhole)
                output.Write(_text[.._safe]);
            else if (_openString >= 0 && _text.Length - _openString >= ShortestCut)
                CutString(output);
            else
                CutBetween(output);
            return output.WrittenMemory;
        }

        // False where the text ends inside a token.
        private bool ReadToken()
        {
            switch (_text[_at])
            {
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n':
                    _at++;
                    return true;
                case (byte)'{' or (byte)'[':
                    Open(_text[_at] == '{');
                    return true;
                case (byte)'}' or (byte)']':
                    _depth--;
                    EndValue(_at + 1);
                    return true;
                case (byte)',':
                    _isName = _isObject[_depth];
                    _at++;
                    return true;
                case (byte)':':
                    _isName = false;
                    _at++;
                    return true;
                case (byte)'"':
                    return ReadString();
                default:
                    return ReadScalar();
            }
        }

        private void Open(bool isObject)
        {
            _depth++;
            (_isObject[_depth], _hasValues[_depth], _isName) = (isObject, false, isObject);
            _at++;
            MarkSafe();
        }

        private bool ReadString()
        {
            for (var at = _at + 1; at < _text.Length; at++)
            {
                var next = _text[at..].IndexOfAny((byte)'"', (byte)'\\');
                if (next < 0)
                    break;
                at += next;
                if (_text[at] == '\\')
                {
                    at++;
                    continue;
                }

                if (_isName)
                    _at = at + 1;
                else
                    EndValue(at + 1);
                return true;
            }

            if (!_isName)
                _openString = _at;
            return false;
        }

        // A number at the very end may go on after it.
        private bool ReadScalar()
        {
            var length = _text[_at..].IndexOfAny(ScalarEnds);
            if (length < 0)
                return false;
            EndValue(_at + length);
            return true;
        }

        private void EndValue(int end)
        {
            _at = end;
            if (_depth < 0)
                _isWhole = true;
            else
                _hasValues[_depth] = true;
            MarkSafe();
        }

        private void MarkSafe() => (_safe, _safeDepth, _safeHasValues) = (_at, _depth, _depth >= 0 && _hasValues[_depth]);

        private readonly void CutBetween(ArrayBufferWriter<byte> output)
        {
            output.Write(_text[.._safe]);
            if (_safeHasValues)
                output.Write(","u8);
            output.Write("\""u8);
            output.Write(MarkUtf8);
            output.Write(_safeDepth >= 0 && _isObject[_safeDepth] ? "\":true"u8 : "\""u8);
            Close(output, _safeDepth);
        }

        private readonly void CutString(ArrayBufferWriter<byte> output)
        {
            output.Write(_text[..EndInString()]);
            output.Write(MarkUtf8);
            output.Write("\""u8);
            Close(output, _depth);
        }

        // Before a character or an escape that is not whole; both halves of a surrogate pair are one.
        private readonly int EndInString()
        {
            var end = _text.Length;
            var back = end - 1;
            while (end - back < 4 && (_text[back] & 0xC0) == 0x80)
                back--;
            if (_text[back] >= 0xC0 && end - back < (_text[back] >= 0xF0 ? 4 : _text[back] >= 0xE0 ? 3 : 2))
                return back;
            return EndOfEscapes();
        }

        private readonly int EndOfEscapes()
        {
            var at = _openString + 1;
            var highAt = -1;
            while (at < _text.Length)
            {
                var next = _text[at..].IndexOf((byte)'\\');
                if (next < 0)
                    return _text.Length;
                if (next > 0)
                    highAt = -1;
                at += next;
                var length = at + 1 < _text.Length && _text[at + 1] == 'u' ? 6 : 2;
                if (at + length > _text.Length)
                    return highAt >= 0 ? highAt : at;
                highAt = length == 6 && IsHighSurrogate(_text.Slice(at + 2, 2)) ? at : -1;
                at += length;
            }

            return highAt >= 0 ? highAt : _text.Length;
        }

        private static bool IsHighSurrogate(ReadOnlySpan<byte> digits) => digits[0] is (byte)'d' or (byte)'D' && digits[1] is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B';

        private readonly void Close(ArrayBufferWriter<byte> output, int depth)
        {
            for (; depth >= 0; depth--)
                output.Write(_isObject[depth] ? "}"u8 : "]"u8);
        }
    }
}

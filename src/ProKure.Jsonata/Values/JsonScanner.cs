using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace ProKure.Jsonata.Values;

/// <summary>
/// One pass over JSON text (RFC 8259) that fills the rows of a <see cref="JsonTable"/>. Never recursive: an open array or object
/// keeps the row of its parent in <see cref="Row.Next"/> until it is closed.
/// </summary>
internal ref struct JsonScanner
{
    /// <summary>Zero bytes that must follow the text, so that no step has to look where it ends.</summary>
    public const int Padding = 32;

    private const int ComparedMembers = 64;

    private readonly ReadOnlySpan<byte> _text;
    private readonly int _length;
    private readonly int _maxDepth;
    private int _at;
    private int _count;
    private int _parent = -1;

    /// <param name="text">The text, followed by <see cref="Padding"/> zero bytes.</param>
    /// <param name="length">Bytes of text.</param>
    /// <param name="rows">Rented rows to fill; replaced by a larger rented array when they do not suffice.</param>
    /// <param name="maxDepth">Levels of nesting allowed.</param>
    public JsonScanner(byte[] text, int length, Row[] rows, int maxDepth)
    {
        _text = text;
        _length = length;
        Rows = rows;
        _maxDepth = maxDepth;
    }

    public Row[] Rows { get; private set; }

    public bool HasBlanks { get; private set; }

    public bool HasDuplicates { get; private set; }

    public bool HasEscapedNames { get; private set; }

    public void Scan()
    {
        if (!Utf8.IsValid(_text[.._length]))
            throw Invalid("UTF-8", FirstInvalidByte());
        SkipBlanks();
        HasBlanks = false;
        var depth = 0;
        // Hints of the names seen in the objects that are open: a set bit means look closer.
        Span<ulong> seen = stackalloc ulong[Math.Min(_maxDepth, 256) + 1];
        while (true)
        {
            var nameStart = 0;
            uint name = 0;
            if (_parent >= 0 && IsObject(_parent))
                name = ReadName(seen, depth, out nameStart);
            ref var row = ref AddRow();
            row.NameStart = nameStart;
            row.Meta = name;
            switch (_text[_at])
            {
                case (byte)'{':
                    Open(ref row, RowKind.Object, ref depth);
                    if (depth < seen.Length)
                        seen[depth] = 0;
                    SkipBlanks();
                    if (_text[_at] != (byte)'}')
                        continue;
                    break;
                case (byte)'[':
                    Open(ref row, RowKind.Array, ref depth);
                    SkipBlanks();
                    if (_text[_at] != (byte)']')
                        continue;
                    break;
                case (byte)'"':
                    row.Start = _at + 1;
                    if (SkipString())
                        row.Meta |= Row.EscapedValue;
                    row.Length = _at - row.Start - 1;
                    row.Meta |= (uint)RowKind.String;
                    break;
                default:
                    ReadScalar(ref row);
                    break;
            }
            if (!CloseFinished(ref depth))
                break;
        }
        SkipBlanksAtEnd();
        if (_at < _length)
            throw Invalid("the end of the text", _at);
    }

    private readonly bool IsObject(int row) => (Rows[row].Meta & Row.KindMask) == (uint)RowKind.Object;

    private ref Row AddRow()
    {
        if (_count == Rows.Length)
        {
            var larger = ArrayPool<Row>.Shared.Rent(_count * 2);
            Rows.AsSpan(0, _count).CopyTo(larger);
            ArrayPool<Row>.Shared.Return(Rows);
            Rows = larger;
        }
        ref var row = ref Rows[_count++];
        row.Next = _count;
        return ref row;
    }

    private void Open(ref Row row, RowKind kind, ref int depth)
    {
        if (++depth > _maxDepth)
            throw new JsonataException("D1021", $"The input is nested deeper than {_maxDepth} levels, at {Place(_at)}");
        row.Start = _at++;
        row.Meta |= (uint)kind;
        row.Next = _parent;
        _parent = _count - 1;
    }

    /// <summary>After a value: closes what ends here. True when another value follows, false at the end of the root.</summary>
    private bool CloseFinished(ref int depth)
    {
        while (true)
        {
            if (_parent < 0)
                return false;
            SkipBlanks();
            ref var parent = ref Rows[_parent];
            var isObject = (parent.Meta & Row.KindMask) == (uint)RowKind.Object;
            var next = _text[_at];
            if (next == (byte)',' && _count > _parent + 1)
            {
                _at++;
                SkipBlanks();
                return true;
            }
            if (next != (isObject ? (byte)'}' : (byte)']'))
                throw Invalid(isObject ? "',' or '}'" : "',' or ']'", _at);
            _at++;
            depth--;
            parent.Length = _at - parent.Start;
            var grandparent = parent.Next;
            parent.Next = _count;
            if (isObject)
                CheckManyNames(_parent);
            _parent = grandparent;
        }
    }

    private uint ReadName(scoped Span<ulong> seen, int depth, out int start)
    {
        if (_text[_at] != (byte)'"')
            throw Invalid("a property name in quotes", _at);
        start = _at + 1;
        var escaped = SkipString();
        var length = _at - start - 1;
        if (length > Row.MaxNameLength)
            throw Invalid($"a property name of at most {Row.MaxNameLength} bytes", start);
        SkipBlanks();
        if (_text[_at] != (byte)':')
            throw Invalid("':'", _at);
        _at++;
        SkipBlanks();
        if (escaped)
        {
            HasEscapedNames = true;
            return ((uint)length << Row.NameShift) | Row.EscapedName;
        }
        if (depth < seen.Length)
        {
            var bit = 1UL << NameHint(start, length);
            if ((seen[depth] & bit) != 0)
                CompareNames(start, length);
            seen[depth] |= bit;
        }
        else
        {
            CompareNames(start, length);
        }
        return (uint)length << Row.NameShift;
    }

    private readonly int NameHint(int start, int length)
    {
        var head = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_text), start));
        if (length < 8)
            head &= (1UL << (length * 8)) - 1;
        else
            head ^= BitOperations.RotateLeft(
                Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref MemoryMarshal.GetReference(_text), start + length - 8)), 17);
        return (int)(((head + (ulong)length) * 0x9E3779B97F4A7C15UL) >> 58);
    }

    /// <summary>Compares a name with the earlier ones of its object; large objects are left to <see cref="CheckManyNames"/>.</summary>
    private void CompareNames(int start, int length)
    {
        var meta = (uint)length << Row.NameShift;
        var name = _text.Slice(start, length);
        var members = 0;
        for (var row = _parent + 1; row < _count && members < ComparedMembers; row = Rows[row].Next, members++)
            if ((Rows[row].Meta & (Row.NameMask | Row.EscapedName)) == meta && _text.Slice(Rows[row].NameStart, length).SequenceEqual(name))
                HasDuplicates = true;
    }

    private void CheckManyNames(int parent)
    {
        if (HasDuplicates)
            return;
        var members = 0;
        var escaped = false;
        for (var row = parent + 1; row < _count; row = Rows[row].Next)
        {
            members++;
            escaped |= HasEscapedNames && (Rows[row].Meta & Row.EscapedName) != 0;
        }
        if (members <= ComparedMembers && !escaped)
            return;
        var names = new HashSet<string>(members, StringComparer.Ordinal);
        for (var row = parent + 1; row < _count; row = Rows[row].Next)
        {
            var slice = _text.Slice(Rows[row].NameStart, (int)(Rows[row].Meta >> Row.NameShift));
            if (!names.Add((Rows[row].Meta & Row.EscapedName) != 0 ? JsonText.Unescape(slice) : Encoding.UTF8.GetString(slice)))
                HasDuplicates = true;
        }
    }

    /// <summary>Skips a string from quote to quote; true when it has escapes.</summary>
    private bool SkipString()
    {
        ref var text = ref MemoryMarshal.GetReference(_text);
        var at = _at + 1;
        var escaped = false;
        while (true)
        {
            var block = Vector128.LoadUnsafe(ref text, (nuint)at);
            var stops = Vector128.Equals(block, Vector128.Create((byte)'"'))
                | Vector128.Equals(block, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(block, Vector128.Create((byte)' '));
            var bits = stops.ExtractMostSignificantBits();
            if (bits == 0)
            {
                at += 16;
                continue;
            }
            at += BitOperations.TrailingZeroCount(bits);
            var stop = Unsafe.Add(ref text, at);
            if (stop == (byte)'"')
            {
                _at = at + 1;
                return escaped;
            }
            if (stop != (byte)'\\')
                throw Invalid(at >= _length ? "'\"' at the end of the string" : "no control character in a string", at);
            escaped = true;
            at = SkipEscape(at);
        }
    }

    private readonly int SkipEscape(int at)
    {
        switch (_text[at + 1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                return at + 2;
            case (byte)'u':
                for (var i = 2; i < 6; i++)
                    if (!char.IsAsciiHexDigit((char)_text[at + i]))
                        throw Invalid("4 hexadecimal digits after \\u", at + i);
                return at + 6;
            default:
                throw Invalid("an escape of JSON", at + 1);
        }
    }

    private void ReadScalar(ref Row row)
    {
        row.Start = _at;
        var rest = _text[_at..];
        if (rest[0] is (byte)'-' or (>= (byte)'0' and <= (byte)'9'))
        {
            SkipNumber();
            row.Meta |= (uint)RowKind.Number;
        }
        else if (rest.StartsWith("true"u8))
        {
            _at += 4;
            row.Meta |= (uint)RowKind.True;
        }
        else if (rest.StartsWith("false"u8))
        {
            _at += 5;
            row.Meta |= (uint)RowKind.False;
        }
        else if (rest.StartsWith("null"u8))
        {
            _at += 4;
            row.Meta |= (uint)RowKind.Null;
        }
        else
        {
            throw Invalid("a JSON value", _at);
        }
        row.Length = _at - row.Start;
    }

    private void SkipNumber()
    {
        if (_text[_at] == (byte)'-')
            _at++;
        if (_text[_at] == (byte)'0')
            _at++;
        else
            SkipDigits();
        if (_text[_at] == (byte)'.')
        {
            _at++;
            SkipDigits();
        }
        if (_text[_at] is (byte)'e' or (byte)'E')
        {
            _at++;
            if (_text[_at] is (byte)'+' or (byte)'-')
                _at++;
            SkipDigits();
        }
    }

    private void SkipDigits()
    {
        var start = _at;
        while ((uint)(_text[_at] - '0') <= 9)
            _at++;
        if (_at == start)
            throw Invalid("a digit", _at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipBlanks()
    {
        if (_text[_at] <= (byte)' ')
            SkipSomeBlanks();
    }

    private void SkipSomeBlanks()
    {
        var start = _at;
        while (_text[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            _at++;
        HasBlanks |= _at > start;
    }

    private void SkipBlanksAtEnd()
    {
        var had = HasBlanks;
        SkipBlanks();
        HasBlanks = had;
    }

    private readonly int FirstInvalidByte()
    {
        var at = 0;
        while (at < _length && Rune.DecodeFromUtf8(_text[at.._length], out _, out var consumed) == OperationStatus.Done)
            at += consumed;
        return at;
    }

    private readonly JsonataException Invalid(string expected, int at)
    {
        var found = at >= _length
            ? "the end of the text"
            : _text[at] is > 0x20 and < 0x7F ? $"'{(char)_text[at]}'" : string.Create(CultureInfo.InvariantCulture, $"byte 0x{_text[at]:X2}");
        return new JsonataException("D1020", $"The input is no JSON: expected {expected}, got {found} at {Place(at)}");
    }

    private readonly string Place(int at)
    {
        var before = _text[..Math.Min(at, _length)];
        var line = before.Count((byte)'\n') + 1;
        return string.Create(CultureInfo.InvariantCulture, $"line {line}, byte {at - before.LastIndexOf((byte)'\n')} (offset {at})");
    }
}

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
    private const int HintedDepth = 64;

    private readonly ReadOnlySpan<byte> _text;
    private readonly int _length;
    private readonly int _maxDepth;

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
        ref var text = ref MemoryMarshal.GetReference(_text);
        // Hints of the names seen in the objects that are open: a set bit means look closer.
        Span<ulong> seen = stackalloc ulong[HintedDepth];
        ref var hints = ref MemoryMarshal.GetReference(seen);
        var rows = Rows;
        var count = 0;
        var parent = -1;
        var depth = 0;
        var inObject = false;
        var at = SkipBlanks(ref text, 0);
        HasBlanks = false;
        while (true)
        {
            if (count == rows.Length)
                rows = Grow(count);
            ref var row = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(rows), count++);
            row.Next = count;
            uint meta = 0;
            if (inObject)
            {
                if (Unsafe.Add(ref text, at) != (byte)'"')
                    throw Invalid("a property name in quotes", at);
                var start = at + 1;
                var end = EndOfString(ref text, start, out var escaped);
                var length = end - start;
                row.NameStart = start;
                meta = (uint)length << Row.NameShift;
                at = SkipBlanks(ref text, end + 1);
                if (Unsafe.Add(ref text, at) != (byte)':')
                    throw Invalid("':'", at);
                at = SkipBlanks(ref text, at + 1);
                var bit = 1UL << NameHint(ref text, start, length);
                ref var hint = ref Unsafe.Add(ref hints, Math.Min(depth, HintedDepth - 1));
                if ((hint & bit) != 0 || escaped || length > Row.MaxNameLength || depth >= HintedDepth)
                    meta |= LookCloser(rows.AsSpan(0, count - 1), parent, start, length, escaped);
                hint |= bit;
            }
            var first = Unsafe.Add(ref text, at);
            if (first == (byte)'"')
            {
                var start = at + 1;
                var end = EndOfString(ref text, start, out var escaped);
                row.Start = start;
                row.Length = end - start;
                row.Meta = meta | (uint)RowKind.String | (escaped ? Row.EscapedValue : 0);
                at = end + 1;
            }
            else if ((uint)(first - '0') <= 9 || first == (byte)'-')
            {
                row.Start = at;
                at = EndOfNumber(ref text, at, first);
                row.Length = at - row.Start;
                row.Meta = meta | (uint)RowKind.Number;
            }
            else if (first is (byte)'{' or (byte)'[')
            {
                inObject = first == (byte)'{';
                row.Meta = meta | (uint)(inObject ? RowKind.Object : RowKind.Array);
                row.Start = at;
                row.Next = parent;
                parent = count - 1;
                if (++depth > _maxDepth)
                    throw new JsonataException("D1021", $"The input is nested deeper than {_maxDepth} levels, at {Place(at)}");
                if (inObject)
                    Unsafe.Add(ref hints, Math.Min(depth, HintedDepth - 1)) = 0;
                at = SkipBlanks(ref text, at + 1);
                // The two closing brackets come two after the opening ones.
                if (Unsafe.Add(ref text, at) != first + 2)
                    continue;
            }
            else
            {
                row.Start = at;
                at = EndOfWord(at, out var kind);
                row.Length = at - row.Start;
                row.Meta = meta | (uint)kind;
            }

            // Closes what ends here; goes on where another value follows.
            while (parent >= 0)
            {
                at = SkipBlanks(ref text, at);
                var next = Unsafe.Add(ref text, at);
                if (next == (byte)',' && count > parent + 1)
                {
                    at = SkipBlanks(ref text, at + 1);
                    break;
                }
                if (next != (inObject ? (byte)'}' : (byte)']'))
                    throw Invalid(inObject ? "',' or '}'" : "',' or ']'", at);
                at++;
                depth--;
                ref var closed = ref rows[parent];
                closed.Length = at - closed.Start;
                var outer = closed.Next;
                closed.Next = count;
                if (inObject && (count - parent > ComparedMembers || HasEscapedNames))
                    CheckManyNames(rows.AsSpan(0, count), parent);
                parent = outer;
                inObject = outer >= 0 && (rows[outer].Meta & Row.KindMask) == (uint)RowKind.Object;
            }
            if (parent < 0)
                break;
        }
        var blanks = HasBlanks;
        at = SkipBlanks(ref text, at);
        HasBlanks = blanks;
        if (at < _length)
            throw Invalid("the end of the text", at);
    }

    private Row[] Grow(int count)
    {
        var larger = ArrayPool<Row>.Shared.Rent(count * 2);
        Rows.AsSpan(0, count).CopyTo(larger);
        ArrayPool<Row>.Shared.Return(Rows);
        Rows = larger;
        return larger;
    }

    /// <summary>A name that may be a second one, or that is written in an unusual way.</summary>
    private uint LookCloser(ReadOnlySpan<Row> rows, int parent, int start, int length, bool escaped)
    {
        if (length > Row.MaxNameLength)
            throw Invalid($"a property name of at most {Row.MaxNameLength} bytes", start);
        if (escaped)
        {
            HasEscapedNames = true;
            return Row.EscapedName;
        }
        CompareNames(rows, parent, start, length);
        return 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int NameHint(ref byte text, int start, int length)
    {
        var head = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, start));
        if (length < 8)
            head &= (1UL << (length * 8)) - 1;
        else
            head ^= BitOperations.RotateLeft(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref text, start + length - 8)), 17);
        return (int)(((head + (ulong)length) * 0x9E3779B97F4A7C15UL) >> 58);
    }

    /// <summary>Compares a name with the earlier ones of its object; large objects are left to <see cref="CheckManyNames"/>.</summary>
    private void CompareNames(ReadOnlySpan<Row> rows, int parent, int start, int length)
    {
        var meta = (uint)length << Row.NameShift;
        var name = _text.Slice(start, length);
        var members = 0;
        for (var row = parent + 1; row < rows.Length && members < ComparedMembers; row = rows[row].Next, members++)
            if ((rows[row].Meta & (Row.NameMask | Row.EscapedName)) == meta && _text.Slice(rows[row].NameStart, length).SequenceEqual(name))
                HasDuplicates = true;
    }

    private void CheckManyNames(ReadOnlySpan<Row> rows, int parent)
    {
        if (HasDuplicates)
            return;
        var members = 0;
        var escaped = false;
        for (var row = parent + 1; row < rows.Length; row = rows[row].Next)
        {
            members++;
            escaped |= (rows[row].Meta & Row.EscapedName) != 0;
        }
        if (members <= ComparedMembers && !escaped)
            return;
        var names = new HashSet<string>(members, StringComparer.Ordinal);
        for (var row = parent + 1; row < rows.Length; row = rows[row].Next)
        {
            var slice = _text.Slice(rows[row].NameStart, (int)(rows[row].Meta >> Row.NameShift));
            if (!names.Add((rows[row].Meta & Row.EscapedName) != 0 ? JsonText.Unescape(slice) : Encoding.UTF8.GetString(slice)))
                HasDuplicates = true;
        }
    }

    /// <summary>The index of the quote that closes the string which starts at <paramref name="at"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int EndOfString(ref byte text, int at, out bool escaped)
    {
        var bits = StopsOfString(ref text, at);
        if (bits != 0)
        {
            var end = at + BitOperations.TrailingZeroCount(bits);
            if (Unsafe.Add(ref text, end) == (byte)'"')
            {
                escaped = false;
                return end;
            }
        }
        return EndOfLongString(ref text, at, out escaped);
    }

    /// <summary>Marks quotes, backslashes and control characters in the next 16 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint StopsOfString(ref byte text, int at)
    {
        var block = Vector128.LoadUnsafe(ref text, (nuint)at);
        var stops = Vector128.Equals(block, Vector128.Create((byte)'"'))
            | Vector128.Equals(block, Vector128.Create((byte)'\\'))
            | Vector128.LessThan(block, Vector128.Create((byte)' '));
        return stops.ExtractMostSignificantBits();
    }

    private readonly int EndOfLongString(ref byte text, int at, out bool escaped)
    {
        escaped = false;
        while (true)
        {
            var bits = StopsOfString(ref text, at);
            if (bits == 0)
            {
                at += Vector128<byte>.Count;
                continue;
            }
            at += BitOperations.TrailingZeroCount(bits);
            var stop = Unsafe.Add(ref text, at);
            if (stop == (byte)'"')
                return at;
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

    private readonly int EndOfWord(int at, out RowKind kind)
    {
        var rest = _text[at..];
        if (rest.StartsWith("true"u8))
        {
            kind = RowKind.True;
            return at + 4;
        }
        if (rest.StartsWith("false"u8))
        {
            kind = RowKind.False;
            return at + 5;
        }
        kind = RowKind.Null;
        return rest.StartsWith("null"u8) ? at + 4 : throw Invalid("a JSON value", at);
    }

    private readonly int EndOfNumber(ref byte text, int at, byte first)
    {
        if (first == (byte)'-')
            first = Unsafe.Add(ref text, ++at);
        at = first == (byte)'0' ? at + 1 : EndOfDigits(ref text, at);
        var next = Unsafe.Add(ref text, at);
        if (next == (byte)'.')
        {
            at = EndOfDigits(ref text, at + 1);
            next = Unsafe.Add(ref text, at);
        }
        if (next is not ((byte)'e' or (byte)'E'))
            return at;
        next = Unsafe.Add(ref text, at + 1);
        return EndOfDigits(ref text, next is (byte)'+' or (byte)'-' ? at + 2 : at + 1);
    }

    private readonly int EndOfDigits(ref byte text, int at)
    {
        var start = at;
        while ((uint)(Unsafe.Add(ref text, at) - '0') <= 9)
            at++;
        return at > start ? at : throw Invalid("a digit", at);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SkipBlanks(ref byte text, int at) => Unsafe.Add(ref text, at) > (byte)' ' ? at : SkipSomeBlanks(ref text, at);

    private int SkipSomeBlanks(ref byte text, int at)
    {
        var start = at;
        while (Unsafe.Add(ref text, at) is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            at++;
        HasBlanks |= at > start;
        return at;
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

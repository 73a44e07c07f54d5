using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ProKure.Jsonata.Values;

/// <summary>What a row of a <see cref="JsonTable"/> is.</summary>
internal enum RowKind
{
    Null,
    False,
    True,
    Number,
    String,
    Array,
    Object,
}

/// <summary>A value of the input: where it stands in the text, and where its name stands.</summary>
/// <remarks><see cref="Meta"/> holds the kind (4 bits), flags (4 bits) and the length of the name (24 bits).</remarks>
[StructLayout(LayoutKind.Sequential)]
internal struct Row
{
    public const uint KindMask = 0x0F;
    public const uint EscapedValue = 0x10;
    public const uint EscapedName = 0x20;
    public const uint NameMask = 0xFFFFFF00;
    public const int NameShift = 8;
    public const int MaxNameLength = 0xFFFFFF;

    public int Start;
    public int Length;

    /// <summary>The row after this value and all that is in it.</summary>
    public int Next;
    public int NameStart;
    public uint Meta;
}

/// <summary>JSON text cut into rows in one pass. Values stay slices of the text; strings are sliced without their quotes.</summary>
internal sealed class JsonTable
{
    private static readonly double[] PowersOfTen =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    private byte[] _text = [];
    private Row[] _rows = [];
    private bool _plainNames;
    private readonly JsonIndex _index = new();
    private int _usedText;
    private int _usedRows;

    /// <summary>Blanks stand between tokens, so that slices of arrays and objects are not copied to the result as they are.</summary>
    public bool HasBlanks { get; private set; }

    /// <summary>An object names a property twice; the value is then built, so that the last one wins.</summary>
    public bool HasDuplicates { get; private set; }

    /// <summary>Reads <paramref name="json"/> into this table, which keeps its buffers from one use to the next.</summary>
    /// <exception cref="JsonataException">D1020, D1021: no JSON, or nested too deeply.</exception>
    public void Read(ReadOnlySpan<byte> json, JsonataLimits limits)
    {
        if (json.StartsWith("\uFEFF"u8))
            json = json[3..];
        var needed = json.Length + JsonScanner.Padding;
        if (_text.Length < needed)
        {
            ReturnText();
            _text = ArrayPool<byte>.Shared.Rent(needed);
        }
        json.CopyTo(_text);
        _text.AsSpan(json.Length, JsonScanner.Padding).Clear();
        if (_rows.Length == 0)
            _rows = ArrayPool<Row>.Shared.Rent(Math.Max(64, json.Length / 12));
        var scanner = new JsonScanner(_text, json.Length, _rows, limits.MaxInputDepth);
        try
        {
            scanner.Scan();
        }
        finally
        {
            _rows = scanner.Rows;
        }
        _index.Clear();
        HasBlanks = scanner.HasBlanks;
        HasDuplicates = scanner.HasDuplicates;
        _plainNames = !scanner.HasEscapedNames;
    }

    /// <summary>Gives back buffers that are larger than <paramref name="keptBytes"/>, so that one large input does not stay in memory.</summary>
    public void Trim(int keptBytes)
    {
        if (_text.Length > keptBytes)
            ReturnText();
        if (_rows.Length > keptBytes / 12)
        {
            ArrayPool<Row>.Shared.Return(_rows);
            _rows = [];
        }
    }

    public Value Root => GetValue(0, out _);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Value GetValue(int row, out int next)
    {
        ref readonly var found = ref _rows[row];
        next = found.Next;
        return Value.FromRow(this, row, (RowKind)(found.Meta & Row.KindMask));
    }

    public int NextOf(int row) => _rows[row].Next;

    public int CountItems(int row)
    {
        if (_rows[row].Next - row > JsonIndex.Small)
            return _index.CountOf(this, row);
        var count = 0;
        for (int next = row + 1, end = _rows[row].Next; next < end; next = _rows[next].Next)
            count++;
        return count;
    }

    public Value GetItem(int row, int index)
    {
        if (index < 0)
            return default;
        if (index > JsonIndex.Small)
        {
            var items = _index.ItemsOf(this, row);
            return index < items.Length ? GetValue(items[index], out _) : default;
        }
        var end = _rows[row].Next;
        var next = row + 1;
        for (; next < end && index > 0; index--)
            next = _rows[next].Next;
        return next < end ? GetValue(next, out _) : default;
    }

    public Value GetProperty(int row, PropertyKey name)
    {
        var rows = _rows;
        var end = rows[row].Next;
        if (!_plainNames)
            return GetEscapedProperty(row, name.Text);
        var sought = name.Utf8;
        var meta = (uint)sought.Length << Row.NameShift;
        var walked = 0;
        for (var next = row + 1; next < end;)
        {
            ref readonly var found = ref rows[next];
            if ((found.Meta & Row.NameMask) == meta && _text.AsSpan(found.NameStart, sought.Length).SequenceEqual(sought))
                return Value.FromRow(this, next, (RowKind)(found.Meta & Row.KindMask));
            next = found.Next;
            if (++walked == JsonIndex.Small && _index.PropertiesOf(this, row) is { } properties)
                return properties.TryGetValue(name.Text, out var indexed) ? GetValue(indexed, out _) : default;
        }
        return default;
    }

    public string GetName(int row)
    {
        ref readonly var found = ref _rows[row];
        var slice = _text.AsSpan(found.NameStart, (int)(found.Meta >> Row.NameShift));
        return (found.Meta & Row.EscapedName) != 0 ? JsonText.Unescape(slice) : Encoding.UTF8.GetString(slice);
    }

    /// <summary>The name as it is written, with its quotes.</summary>
    public ReadOnlySpan<byte> GetRawName(int row) => _text.AsSpan(_rows[row].NameStart - 1, (int)(_rows[row].Meta >> Row.NameShift) + 2);

    public string GetString(int row)
    {
        ref readonly var found = ref _rows[row];
        var slice = _text.AsSpan(found.Start, found.Length);
        return (found.Meta & Row.EscapedValue) != 0 ? JsonText.Unescape(slice) : Encoding.UTF8.GetString(slice);
    }

    /// <summary>The value as it is written: strings with their quotes, arrays and objects whole.</summary>
    public ReadOnlySpan<byte> GetRaw(int row)
    {
        ref readonly var found = ref _rows[row];
        return (RowKind)(found.Meta & Row.KindMask) == RowKind.String
            ? _text.AsSpan(found.Start - 1, found.Length + 2)
            : _text.AsSpan(found.Start, found.Length);
    }

    /// <summary>The text of a string where it is written without escapes; false where it has some.</summary>
    public bool TryGetPlainString(int row, out ReadOnlySpan<byte> utf8)
    {
        ref readonly var found = ref _rows[row];
        utf8 = _text.AsSpan(found.Start, found.Length);
        return (found.Meta & Row.EscapedValue) == 0;
    }

    public bool StringEquals(int row, JsonTable other, int otherRow) =>
        TryGetPlainString(row, out var left) && other.TryGetPlainString(otherRow, out var right)
            ? left.SequenceEqual(right)
            : string.Equals(GetString(row), other.GetString(otherRow), StringComparison.Ordinal);

    public double GetNumber(int row)
    {
        ref readonly var found = ref _rows[row];
        var digits = _text.AsSpan(found.Start, found.Length);
        return TryParseShort(digits, out var number)
            ? number
            : double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>Up to 15 digits without exponent: digits over a power of ten is then exact before its one rounding (W. Clinger, 1990).</summary>
    private static bool TryParseShort(ReadOnlySpan<byte> digits, out double number)
    {
        number = 0;
        if (digits.Length > 16)
            return false;
        var mantissa = 0L;
        var at = digits[0] == (byte)'-' ? 1 : 0;
        var scale = -1;
        for (; at < digits.Length; at++)
        {
            var digit = (uint)(digits[at] - '0');
            if (digit > 9)
            {
                if (digits[at] != (byte)'.')
                    return false;
                scale = digits.Length - at - 1;
                continue;
            }
            mantissa = (mantissa * 10) + digit;
        }
        if (mantissa > 999_999_999_999_999)
            return false;
        number = scale > 0 ? mantissa / PowersOfTen[scale] : mantissa;
        if (digits[0] == (byte)'-')
            number = -number;
        return true;
    }

    /// <summary>Adds a string to a table that reads no JSON; false where it would hold more than <paramref name="capacity"/> bytes.</summary>
    public bool TryAddString(ReadOnlySpan<byte> utf8, int capacity, out Value value)
    {
        var needed = _usedText + utf8.Length + 2;
        if (needed > capacity || _usedRows >= capacity / 16)
        {
            value = default;
            return false;
        }
        if (needed > _text.Length)
            Array.Resize(ref _text, Math.Min(capacity, Math.Max(1024, needed * 2)));
        if (_usedRows == _rows.Length)
            Array.Resize(ref _rows, Math.Max(64, _usedRows * 2));
        _text[_usedText] = (byte)'"';
        utf8.CopyTo(_text.AsSpan(_usedText + 1));
        _text[needed - 1] = (byte)'"';
        _rows[_usedRows] = new Row { Start = _usedText + 1, Length = utf8.Length, Next = _usedRows + 1, Meta = (uint)RowKind.String };
        value = GetValue(_usedRows++, out _);
        _usedText = needed;
        return true;
    }

    /// <summary>Empties a table that strings were added to.</summary>
    public void ForgetStrings() => (_usedText, _usedRows) = (0, 0);

    private Value GetEscapedProperty(int row, string name)
    {
        if (_rows[row].Next - row > JsonIndex.Small && _index.PropertiesOf(this, row) is { } properties)
            return properties.TryGetValue(name, out var indexed) ? GetValue(indexed, out _) : default;
        for (int next = row + 1, end = _rows[row].Next; next < end; next = _rows[next].Next)
            if (string.Equals(GetName(next), name, StringComparison.Ordinal))
                return GetValue(next, out _);
        return default;
    }

    private void ReturnText()
    {
        if (_text.Length > 0)
            ArrayPool<byte>.Shared.Return(_text);
        _text = [];
    }
}

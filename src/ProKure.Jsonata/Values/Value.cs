using System.Runtime.CompilerServices;
using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Functions;

namespace ProKure.Jsonata.Values;

/// <summary>Any value of an evaluation, in 24 bytes. Strings and numbers of the input stay slices until something needs them decoded.</summary>
internal readonly struct Value
{
    private readonly object? _reference;
    private readonly double _number;
    private readonly int _row;
    private readonly ValueKind _kind;

    private Value(ValueKind kind, object? reference = null, double number = 0, int row = 0)
    {
        _kind = kind;
        _reference = reference;
        _number = number;
        _row = row;
    }

    public static Value Null => new(ValueKind.Null);

    public static Value True => new(ValueKind.Boolean, number: 1);

    public static Value False => new(ValueKind.Boolean);

    /// <summary>What a slot holds when its variable is bound to undefined.</summary>
    public static Value BoundUndefined => new(ValueKind.BoundUndefined);

    public ValueKind Kind => _kind;

    public bool IsUndefined => _kind == ValueKind.Undefined;

    public bool IsNull => _kind == ValueKind.Null;

    public bool IsNumber => _kind is ValueKind.Number or ValueKind.RawNumber;

    public bool IsString => _kind is ValueKind.String or ValueKind.RawString;

    public bool IsArray => _kind is ValueKind.Array or ValueKind.RawArray;

    public bool IsObject => _kind is ValueKind.Object or ValueKind.RawObject;

    public bool IsFunction => _kind == ValueKind.Function;

    public bool IsTrue => _kind == ValueKind.Boolean && _number != 0;

    /// <summary>An array that a path made: it collapses to nothing or to its only item.</summary>
    public bool IsSequence => _kind == ValueKind.Array && (Unsafe.As<JsonArray>(_reference)!.Flags & ArrayFlags.Sequence) != ArrayFlags.None;

    public bool IsTupleStream => _kind == ValueKind.Array && (Unsafe.As<JsonArray>(_reference)!.Flags & ArrayFlags.TupleStream) != ArrayFlags.None;

    /// <summary>A sequence that stands for an array which is the root.</summary>
    public bool IsOuterWrapper => _kind == ValueKind.Array && (Unsafe.As<JsonArray>(_reference)!.Flags & ArrayFlags.OuterWrapper) != ArrayFlags.None;

    public bool IsCons => _kind == ValueKind.Array && (Unsafe.As<JsonArray>(_reference)!.Flags & ArrayFlags.Cons) != ArrayFlags.None;

    /// <summary>The letter of the type in signatures.</summary>
    public char TypeLetter => LetterOf(_kind);

    public static char LetterOf(ValueKind kind) => kind switch
    {
        ValueKind.String or ValueKind.RawString => 's',
        ValueKind.Number or ValueKind.RawNumber => 'n',
        ValueKind.Boolean => 'b',
        ValueKind.Null => 'l',
        ValueKind.Array or ValueKind.RawArray => 'a',
        ValueKind.Object or ValueKind.RawObject => 'o',
        ValueKind.Function => 'f',
        _ => 'm',
    };

    public JsonArray Array => Unsafe.As<JsonArray>(_reference)!;

    public JsonObject Object => Unsafe.As<JsonObject>(_reference)!;

    public Function Function => Unsafe.As<Function>(_reference)!;

    public TupleRow Tuple => Unsafe.As<TupleRow>(_reference)!;

    public JsonTable Table => Unsafe.As<JsonTable>(_reference)!;

    public int Row => _row;

    public static Value FromBoolean(bool value) => new(ValueKind.Boolean, number: value ? 1 : 0);

    public static Value FromNumber(double value) => new(ValueKind.Number, number: value);

    public static Value FromString(string value) => new(ValueKind.String, value);

    public static Value FromArray(JsonArray value) => new(ValueKind.Array, value);

    public static Value FromObject(JsonObject value) => new(ValueKind.Object, value);

    public static Value FromFunction(Function value) => new(ValueKind.Function, value);

    public static Value FromTuple(TupleRow value) => new(ValueKind.Tuple, value);

    public static Value FromTailCall(TailCall value) => new(ValueKind.TailCall, value);

    public TailCall TailCall => Unsafe.As<TailCall>(_reference)!;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Value FromRow(JsonTable table, int row, RowKind kind) => kind switch
    {
        RowKind.Object => new Value(ValueKind.RawObject, table, row: row),
        RowKind.Array => new Value(ValueKind.RawArray, table, row: row),
        RowKind.String => new Value(ValueKind.RawString, table, row: row),
        RowKind.Number => new Value(ValueKind.RawNumber, table, row: row),
        RowKind.True => True,
        RowKind.False => False,
        _ => Null,
    };

    /// <summary>The number; only where <see cref="IsNumber"/>.</summary>
    public double AsNumber() => _kind == ValueKind.Number ? _number : Table.GetNumber(_row);

    /// <summary>The string; only where <see cref="IsString"/>.</summary>
    public string AsString() => _kind == ValueKind.String ? Unsafe.As<string>(_reference)! : Table.GetString(_row);

    /// <summary>Items of an array; only where <see cref="IsArray"/>.</summary>
    public int Count => _kind == ValueKind.Array ? Array.Count : Table.CountItems(_row);

    /// <summary>An item of an array; undefined outside of it.</summary>
    public Value ItemAt(int index)
    {
        if (_kind == ValueKind.Array)
            return (uint)index < (uint)Array.Count ? Array[index] : default;
        return Table.GetItem(_row, index);
    }

    /// <summary>The items of an array; for anything else the value itself, once.</summary>
    public ItemEnumerator EnumerateItems() => new(this);

    /// <summary>The properties of an object; none for anything else.</summary>
    public PropertyEnumerator EnumerateProperties() => new(this);

    /// <summary>The property named <paramref name="name"/> of an object; undefined for anything else.</summary>
    public Value GetProperty(PropertyKey name) => _kind switch
    {
        ValueKind.RawObject => Table.GetProperty(_row, name),
        ValueKind.Object => Object.Get(name),
        _ => default,
    };

    /// <summary>The very same thing, as JavaScript's === sees it.</summary>
    public bool IsSame(in Value other)
    {
        if (IsNumber)
            return other.IsNumber && AsNumber() == other.AsNumber();
        if (IsString)
            return other.IsString && StringEquals(other);
        return _kind == other._kind && ReferenceEquals(_reference, other._reference) && _row == other._row && _number == other._number;
    }

    public bool StringEquals(in Value other)
    {
        if (_kind == ValueKind.RawString && other._kind == ValueKind.RawString)
            return Table.StringEquals(_row, other.Table, other._row);
        if (_kind == ValueKind.RawString && Table.TryGetPlainString(_row, out var utf8))
            return JsonText.AreEqual(utf8, other.AsString());
        if (other._kind == ValueKind.RawString && other.Table.TryGetPlainString(other._row, out utf8))
            return JsonText.AreEqual(utf8, AsString());
        return string.Equals(AsString(), other.AsString(), StringComparison.Ordinal);
    }

    /// <summary>A short text of the value for messages.</summary>
    public string Describe() => ValueText.Describe(this);
}

using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Values;

[Flags]
internal enum ArrayFlags : byte
{
    None = 0,

    /// <summary>Made by a path: collapses to nothing or to its only item.</summary>
    Sequence = 1,

    /// <summary>Stays an array though it has one item.</summary>
    KeepSingleton = 2,

    /// <summary>Made by an array constructor that is a step of a path: is not flattened.</summary>
    Cons = 4,

    /// <summary>Holds the root, which is an array.</summary>
    OuterWrapper = 8,

    /// <summary>Its items are rows of bindings.</summary>
    TupleStream = 16,
}

/// <summary>An array made by the evaluation: a list, or a range whose items are never stored.</summary>
internal sealed class JsonArray
{
    private Value[] _items = [];
    private double _start;
    private bool _isRange;

    public ArrayFlags Flags { get; set; }

    public int Count { get; private set; }

    public bool IsRange => _isRange;

    public Value this[int index] => _isRange ? Value.FromNumber(_start + index) : _items[index];

    /// <summary>The sequence without items; shared, never added to.</summary>
    public static JsonArray EmptySequence { get; } = new() { Flags = ArrayFlags.Sequence };

    public static JsonArray Of(in Value item, ArrayFlags flags = ArrayFlags.None)
    {
        var array = new JsonArray { _items = new Value[1], Count = 1, Flags = flags };
        array._items[0] = item;
        return array;
    }

    public static JsonArray OfItems(Value[] items) => new() { _items = items, Count = items.Length };

    public static JsonArray Range(double start, int count) => new() { _start = start, _isRange = true, Count = count };

    /// <summary>The same range with other flags.</summary>
    public JsonArray ShareRange(ArrayFlags flags) => new() { _start = _start, _isRange = _isRange, Count = Count, Flags = flags };

    /// <summary>Gives the buffer back, at the end of the evaluation.</summary>
    public void Reset(JsonArena arena)
    {
        arena.Return(_items, Count);
        _items = [];
        Count = 0;
    }

    public void Add(in Value item, EvaluationContext context)
    {
        if (Count == _items.Length)
            Grow(context);
        _items[Count++] = item;
    }

    /// <summary>Replaces an item of a list.</summary>
    public void Set(int index, in Value item) => _items[index] = item;

    /// <summary>The items of a list; only where it is not a range.</summary>
    public Span<Value> AsSpan() => _items.AsSpan(0, Count);

    private void Grow(EvaluationContext context)
    {
        var larger = context.Arena.Rent(context.ChargeGrowth(Count));
        _items.AsSpan(0, Count).CopyTo(larger);
        context.Arena.Return(_items, Count);
        _items = larger;
    }
}

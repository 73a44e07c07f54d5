using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>The variables that a block, a lambda or the rows of tuple streams can bind: each has a slot in the frames of the scope.</summary>
internal sealed class Scope
{
    private string[] _names = [];

    /// <summary>The nodes for the variables of these slots, which every mention in the scope itself shares; only for compiling.</summary>
    private VariableNode?[] _nodes = [];

    /// <summary>The scope around; null for the outermost. Only for compiling.</summary>
    public Scope? Outer { get; set; }

    public int Count { get; private set; }

    /// <summary>The slot of a name, made on first use.</summary>
    public int Declare(string name)
    {
        var slot = Find(name);
        if (slot >= 0)
            return slot;
        if (Count == _names.Length)
            Array.Resize(ref _names, Math.Max(2, Count * 2));
        _names[Count] = name;
        return Count++;
    }

    /// <summary>The slot of a name; -1 where the scope has none.</summary>
    public int Find(string name)
    {
        var names = _names.AsSpan(0, Count);
        for (var i = 0; i < names.Length; i++)
            if (string.Equals(names[i], name, StringComparison.Ordinal))
                return i;
        return -1;
    }

    /// <summary>The place for the node of a slot; null in it until there is one.</summary>
    public ref VariableNode? NodeAt(int slot)
    {
        if (slot >= _nodes.Length)
            Array.Resize(ref _nodes, Count);
        return ref _nodes[slot];
    }
}

/// <summary>The values of the variables of a scope. A slot that is <see cref="ValueKind.Undefined"/> is not bound yet: an outer variable shows through.</summary>
internal sealed class Frame(Scope scope, Frame? parent, Value[] slots)
{
    private Dictionary<string, Value>? _others;

    public Scope Scope { get; private set; } = scope;

    public Frame? Parent { get; private set; } = parent;

    public Value[] Slots { get; private set; } = slots;

    /// <summary>Makes a cleared frame one of another scope.</summary>
    public void Restart(Scope scope, Frame? parent, int size)
    {
        Scope = scope;
        Parent = parent;
        if (Slots.Length < size)
            Slots = new Value[size];
    }

    public void Clear()
    {
        Slots.AsSpan().Clear();
        Parent = null;
    }

    public void Bind(int slot, in Value value) => Slots[slot] = value.IsUndefined ? Value.BoundUndefined : value;

    /// <summary>Binds by name, which code given to <c>$eval</c> needs.</summary>
    public void Bind(string name, in Value value)
    {
        var slot = Scope.Find(name);
        if (slot >= 0 && slot < Slots.Length)
            Bind(slot, value);
        else
            (_others ??= new Dictionary<string, Value>(StringComparer.Ordinal))[name] = value.IsUndefined ? Value.BoundUndefined : value;
    }

    /// <summary>Looks a name up in this frame alone; false where it is not bound here.</summary>
    public bool TryGet(string name, out Value value)
    {
        var slot = Scope.Find(name);
        value = slot >= 0 && slot < Slots.Length ? Slots[slot] : default;
        if (value.IsUndefined && (_others is null || !_others.TryGetValue(name, out value)))
            return false;
        if (value.Kind == ValueKind.BoundUndefined)
            value = default;
        return true;
    }
}

/// <summary>A row of a tuple stream: the item, and what the steps so far have bound to it.</summary>
internal sealed class TupleRow(Value item, Value[] slots)
{
    public Value Item { get; set; } = item;

    public Value[] Slots { get; } = slots;

    public void Bind(int slot, in Value value) => Slots[slot] = value.IsUndefined ? Value.BoundUndefined : value;
}

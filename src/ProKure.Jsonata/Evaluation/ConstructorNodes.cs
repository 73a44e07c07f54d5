using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>Array constructor. Results that are arrays are taken apart, save those of array constructors right within.</summary>
internal sealed class ArrayNode(Node[] items, bool[] nested, bool isCons) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var flags = isCons ? ArrayFlags.Cons : ArrayFlags.None;
        if (items.Length == 1 && !nested[0])
        {
            var only = items[0].Eval(context, input, frame);
            if (only.Kind == ValueKind.Array && only.Array.IsRange)
                return Value.FromArray(only.Array.ShareRange(flags));
            return Value.FromArray(Append(context, context.NewArray(flags), only, nested: false));
        }
        var result = context.NewArray(flags);
        for (var i = 0; i < items.Length; i++)
            Append(context, result, items[i].Eval(context, input, frame), nested[i]);
        return Value.FromArray(result);
    }

    public override bool Write(EvaluationContext context, in Value input, Frame? frame, JsonOutput output)
    {
        output.Byte((byte)'[');
        var count = 0;
        for (var i = 0; i < items.Length; i++)
        {
            var before = output.Length;
            if (count > 0)
                output.Byte((byte)',');
            var written = nested[i] || items[i] is GroupNode
                ? (items[i].Write(context, input, frame, output) ? 1 : 0)
                : WriteItems(context, items[i].Eval(context, input, frame), output);
            if (written == 0)
                output.Truncate(before);
            context.CheckSequence(count += written);
        }
        output.Byte((byte)']');
        return true;
    }

    private static int WriteItems(EvaluationContext context, in Value value, JsonOutput output)
    {
        if (value.IsUndefined)
            return 0;
        var count = 0;
        foreach (var item in value.EnumerateItems())
        {
            context.Tick();
            if (count++ > 0)
                output.Byte((byte)',');
            ValueText.Write(output, item, context);
        }
        return count;
    }

    private static JsonArray Append(EvaluationContext context, JsonArray result, in Value value, bool nested)
    {
        if (value.IsUndefined)
            return result;
        if (!nested && value.IsArray)
            Sequences.AddItems(result, value, context);
        else
            result.Add(value, context);
        context.CheckSequence(result.Count);
        return result;
    }
}

/// <summary>Object constructor and group-by: keys of all items first, then one value for each key over the items that gave it.</summary>
internal sealed class GroupNode : Node
{
    /// <summary>The keys, where all are constant and no two are the same; otherwise null.</summary>
    private readonly PropertyName[]? _names;

    /// <summary>What gives the keys; null where these are constant.</summary>
    private readonly Node[]? _keys;
    private readonly Node[] _values;
    private readonly int _position;
    private readonly Scope? _tuples;
    private string[]? _texts;
    private byte[][]? _members;

    public GroupNode(PropertyName[] names, Node[] values, int position, Scope? tuples)
    {
        _names = names;
        _values = values;
        _position = position;
        _tuples = tuples;
    }

    public GroupNode(Node[] keys, Node[] values, int position, Scope? tuples)
    {
        _keys = keys;
        _values = values;
        _position = position;
        _tuples = tuples;
    }

    /// <summary>Whether an item that is no array can be written straight into the output.</summary>
    public bool IsWritable => _names is not null;

    public override bool Write(EvaluationContext context, in Value input, Frame? frame, JsonOutput output)
    {
        if (_names is not null && !input.IsArray)
            WriteItem(context, input, frame, output);
        else if (_names is not null && input.IsOuterWrapper)
            WriteItem(context, input.Array[0], frame, output);
        else
            ValueText.Write(output, Eval(context, input, frame), context);
        return true;
    }

    /// <summary>Writes the object for one item; only where <see cref="IsWritable"/>.</summary>
    public void WriteItem(EvaluationContext context, in Value item, Frame? frame, JsonOutput output)
    {
        var members = _members ??= Array.ConvertAll(_names!, name => name.Member);
        output.Byte((byte)'{');
        var start = output.Length;
        for (var pair = 0; pair < members.Length; pair++)
        {
            var before = output.Length;
            // The key comes with the comma before it, which the first one leaves out.
            var member = members[pair];
            output.Raw(before == start ? member.AsSpan(1) : member);
            if (!_values[pair].Write(context, item, frame, output))
                output.Truncate(before);
        }
        output.Byte((byte)'}');
    }

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame) => Apply(context, input, frame);

    public Value Apply(EvaluationContext context, in Value input, Frame? frame)
    {
        if (input.IsTupleStream)
            return GroupRows(context, input.Array, frame);
        if (!input.IsArray)
            return Construct(context, input, frame);
        if (input.Count == 0)
            return Construct(context, default, frame);
        var groups = new Groups();
        foreach (var item in input.EnumerateItems())
        {
            context.Tick();
            for (var pair = 0; pair < _values.Length; pair++)
                if (EvalKey(context, pair, item, frame) is { } key)
                    groups.Add(key, pair, item, _position, context);
        }
        return Evaluate(context, groups, frame);
    }

    /// <summary>One item: each key has it as its only one.</summary>
    private Value Construct(EvaluationContext context, in Value item, Frame? frame)
    {
        if (_names is not null)
            return ConstructNamed(context, item, frame);
        var names = new string?[_values.Length];
        for (var pair = 0; pair < _values.Length; pair++)
        {
            names[pair] = EvalKey(context, pair, item, frame);
            for (var earlier = 0; names[pair] is not null && earlier < pair; earlier++)
                if (string.Equals(names[earlier], names[pair], StringComparison.Ordinal))
                    throw Groups.Duplicate(names[pair]!, _position);
        }
        context.ChargeObject(_values.Length);
        var result = new JsonObject();
        for (var pair = 0; pair < _values.Length; pair++)
        {
            if (names[pair] is not { } name)
                continue;
            var value = _values[pair].Eval(context, item, frame);
            if (!value.IsUndefined)
                result.Set(name, value);
        }
        return Value.FromObject(result);
    }

    /// <summary>One item, and keys that are known: objects of the same keys share them.</summary>
    private Value ConstructNamed(EvaluationContext context, in Value item, Frame? frame)
    {
        context.ChargeObject(_values.Length);
        var found = new Value[_values.Length];
        var undefined = 0;
        for (var pair = 0; pair < found.Length; pair++)
        {
            found[pair] = _values[pair].Eval(context, item, frame);
            if (found[pair].IsUndefined)
                undefined++;
        }
        _texts ??= Array.ConvertAll(_names!, name => name.Text);
        if (undefined == 0)
            return Value.FromObject(JsonObject.Of(_texts, found));
        var result = new JsonObject();
        for (var pair = 0; pair < found.Length; pair++)
            if (!found[pair].IsUndefined)
                result.Set(_texts[pair], found[pair]);
        return Value.FromObject(result);
    }

    private Value GroupRows(EvaluationContext context, JsonArray rows, Frame? frame)
    {
        var groups = new Groups();
        for (var i = 0; i < rows.Count; i++)
        {
            context.Tick();
            var row = rows[i].Tuple;
            var inner = new Frame(_tuples!, frame, row.Slots);
            for (var pair = 0; pair < _values.Length; pair++)
                if (EvalKey(context, pair, row.Item, inner) is { } key)
                    groups.Add(key, pair, rows[i], _position, context);
        }
        context.ChargeObject(0);
        var result = new JsonObject();
        for (var i = 0; i < groups.Count; i++)
        {
            var row = Reduce(context, groups.ItemsAt(i));
            context.ChargeValues(1);
            var value = _values[groups.PairAt(i)].Eval(context, row.Item, new Frame(_tuples!, frame, row.Slots));
            if (!value.IsUndefined)
                result.Set(groups.KeyAt(i), value);
        }
        return Value.FromObject(result);
    }

    private Value Evaluate(EvaluationContext context, Groups groups, Frame? frame)
    {
        context.ChargeObject(0);
        var result = new JsonObject();
        for (var i = 0; i < groups.Count; i++)
        {
            context.ChargeValues(1);
            var value = _values[groups.PairAt(i)].Eval(context, groups.ItemsAt(i), frame);
            if (!value.IsUndefined)
                result.Set(groups.KeyAt(i), value);
        }
        return Value.FromObject(result);
    }

    /// <summary>Merges the rows of a group: what each of them binds is appended.</summary>
    private static TupleRow Reduce(EvaluationContext context, in Value rows)
    {
        if (!rows.IsArray)
            return rows.Tuple;
        var first = rows.ItemAt(0).Tuple;
        var merged = new TupleRow(first.Item, (Value[])first.Slots.Clone());
        for (var i = 1; i < rows.Count; i++)
        {
            var row = rows.ItemAt(i).Tuple;
            merged.Item = Sequences.Append(merged.Item, row.Item, context);
            for (var slot = 0; slot < row.Slots.Length; slot++)
                if (!row.Slots[slot].IsUndefined)
                    merged.Bind(slot, Sequences.Append(Unbound(merged.Slots[slot]), Unbound(row.Slots[slot]), context));
        }
        return merged;
    }

    private static Value Unbound(in Value slot) => slot.Kind == ValueKind.BoundUndefined ? default : slot;

    private string? EvalKey(EvaluationContext context, int pair, in Value item, Frame? frame)
    {
        if (_names is not null)
            return _names[pair].Text;
        var key = _keys![pair].Eval(context, item, frame);
        if (key.IsString)
            return key.AsString();
        return key.IsUndefined
            ? null
            : throw new JsonataException(
                "T1003", $"A key of an object must be a string, got {key.Describe()}", _position, value: key.Describe());
    }

    /// <summary>The groups so far, in the order in which their keys came up.</summary>
    private sealed class Groups
    {
        private readonly JsonObject _items = new();
        private readonly List<int> _pairs = [];
        private readonly List<bool> _merged = [];

        public int Count => _items.Count;

        public string KeyAt(int index) => _items.KeyAt(index);

        public int PairAt(int index) => _pairs[index];

        public Value ItemsAt(int index) => _items.ValueAt(index);

        public static JsonataException Duplicate(string key, int position) =>
            new("D1009", $"Two key expressions give the same key: \"{key}\"", position, value: key);

        public void Add(string key, int pair, in Value item, int position, EvaluationContext context)
        {
            var index = _items.IndexOf(key);
            if (index < 0)
            {
                context.ChargeValues(1);
                _items.Set(key, item);
                _pairs.Add(pair);
                _merged.Add(false);
                return;
            }
            if (_pairs[index] != pair)
                throw Duplicate(key, position);
            if (!_merged[index])
            {
                _merged[index] = !_items.ValueAt(index).IsUndefined && !item.IsUndefined;
                _items.SetAt(index, Sequences.Append(_items.ValueAt(index), item, context));
                return;
            }
            // The list is this group's own: grow it in place rather than copy it for each item.
            if (item.IsArray)
                Sequences.AddItems(_items.ValueAt(index).Array, item, context);
            else if (!item.IsUndefined)
                _items.ValueAt(index).Array.Add(item, context);
        }
    }
}

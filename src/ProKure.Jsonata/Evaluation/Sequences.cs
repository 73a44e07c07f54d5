using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>What happens to a sequence when the node that made it is done.</summary>
internal enum Finish : byte
{
    /// <summary>Nothing becomes undefined, a single item that item.</summary>
    Collapse,

    /// <summary>As before, but a single item stays in its array.</summary>
    KeepArray,

    /// <summary>Nothing: predicates follow.</summary>
    Leave,
}

/// <summary>How sequences collapse and flatten.</summary>
internal static class Sequences
{
    public static Value Empty => Value.FromArray(JsonArray.EmptySequence);

    /// <summary>A sequence of nothing becomes undefined, one of a single item that item, unless it is to stay an array.</summary>
    public static Value Collapse(in Value value, Finish finish = Finish.Collapse)
    {
        if (value.Kind != ValueKind.Array || finish == Finish.Leave)
            return value;
        var array = value.Array;
        if ((array.Flags & (ArrayFlags.Sequence | ArrayFlags.TupleStream)) != ArrayFlags.Sequence)
            return value;
        if (array.Count == 0)
            return default;
        if (finish == Finish.KeepArray)
            array.Flags |= ArrayFlags.KeepSingleton;
        return array.Count == 1 && (array.Flags & ArrayFlags.KeepSingleton) == ArrayFlags.None ? array[0] : value;
    }

    public static JsonArray New(EvaluationContext context) => context.Arena.NewArray(ArrayFlags.Sequence);

    /// <summary>A sequence of one item.</summary>
    public static Value Single(in Value item, EvaluationContext context) => Value.FromArray(context.NewArray(item, ArrayFlags.Sequence));

    /// <summary>Adds a result of a step: the items of an array, unless an array constructor made it as a step.</summary>
    public static void AddFlat(JsonArray target, in Value value, EvaluationContext context)
    {
        if (value.IsArray && !value.IsCons)
            AddItems(target, value, context);
        else
            target.Add(value, context);
    }

    public static void AddItems(JsonArray target, in Value array, EvaluationContext context)
    {
        foreach (var item in array.EnumerateItems())
        {
            context.Tick();
            target.Add(item, context);
        }
    }

    /// <summary>What <c>$append</c> gives.</summary>
    public static Value Append(in Value left, in Value right, EvaluationContext context)
    {
        if (left.IsUndefined)
            return right;
        if (right.IsUndefined)
            return left;
        var result = context.NewArray();
        var size = (left.IsArray ? (long)left.Count : 1) + (right.IsArray ? right.Count : 1);
        if (size > context.Limits.MaxSequenceLength)
            context.ChargeList(size);
        AddItems(result, left, context);
        AddItems(result, right, context);
        return Value.FromArray(result);
    }

    /// <summary>Looks a property up; in an array, in all of its items, and in those of arrays within.</summary>
    public static Value Lookup(in Value input, PropertyKey name, EvaluationContext context, int depth = 0)
    {
        if (!input.IsArray)
            return input.GetProperty(name);
        ValueText.CheckDepth(context, depth);
        JsonArray? result = null;
        foreach (var item in input.EnumerateItems())
        {
            context.Tick();
            var found = Lookup(item, name, context, depth + 1);
            if (found.IsUndefined)
                continue;
            result ??= New(context);
            if (found.IsArray)
                AddItems(result, found, context);
            else
                result.Add(found, context);
        }
        return result is null ? Empty : Value.FromArray(result);
    }
}

using System.Runtime.InteropServices;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>A term of an order-by clause.</summary>
internal readonly record struct SortKey(Node Expression, bool Descending);

/// <summary>Order-by: the items sorted by the values of terms, stable, undefined last.</summary>
/// <param name="keys">The terms, the first one decides first.</param>
/// <param name="position">Where the clause stands, as errors name it.</param>
/// <param name="isPure">Whether a term can be evaluated once for an item rather than once for a comparison.</param>
/// <param name="tuples">The variables of rows.</param>
internal sealed class SortNode(SortKey[] keys, int position, bool isPure, Scope? tuples)
{
    /// <summary>The sorted items as a new array; a sequence of at most one item as it is.</summary>
    public Value Apply(EvaluationContext context, in Value sequence, Frame? frame)
    {
        if (!sequence.IsArray || sequence.Count <= 1)
            return sequence;
        var isStream = sequence.IsTupleStream;
        if (isPure && FastPaths.On && TrySortKeyed(context, sequence, isStream, frame) is { } sorted)
            return Value.FromArray(sorted);
        return MergeSort.Sort(sequence, context, (in Value left, in Value right) => Compare(context, left, right, isStream, frame) == 1);
    }

    /// <summary>Evaluates every term once for every item. Null where a fault comes up: comparing item by item then meets the fault that counts.</summary>
    private JsonArray? TrySortKeyed(EvaluationContext context, in Value sequence, bool isStream, Frame? frame)
    {
        var width = keys.Length;
        var items = context.NewArray();
        Sequences.AddItems(items, sequence, context);
        var values = context.NewArray();
        var depth = context.Depth;
        try
        {
            foreach (var item in items.AsSpan())
                foreach (var key in keys)
                {
                    var value = EvalKey(context, key, item, isStream, frame);
                    // Read once, not for each comparison.
                    values.Add(value.Kind == ValueKind.RawNumber ? Value.FromNumber(value.AsNumber()) : value, context);
                }
        }
        catch (JsonataException fault) when (fault.Code is [not 'D', ..] or "D1001" or "D1002" or "D3001")
        {
            context.Depth = depth;
            return null;
        }
        if (!AreComparable(values.AsSpan(), width))
            return null;
        context.ChargeValues(items.Count);
        var order = new int[items.Count * 2];
        for (var i = 0; i < items.Count; i++)
            order[i] = i;
        new KeyedSort(values.AsSpan(), keys, order.AsSpan(0, items.Count), order.AsSpan(items.Count), context).Sort(0, items.Count);
        var result = context.NewArray();
        for (var i = 0; i < items.Count; i++)
            result.Add(items[order[i]], context);
        return result;
    }

    /// <summary>Whether each term is numbers only or strings only, besides undefined.</summary>
    private static bool AreComparable(ReadOnlySpan<Value> values, int width)
    {
        for (var term = 0; term < width; term++)
        {
            var (numbers, strings) = (false, false);
            for (var i = term; i < values.Length; i += width)
            {
                if (values[i].IsUndefined)
                    continue;
                numbers |= values[i].IsNumber;
                strings |= values[i].IsString;
                if (!(values[i].IsNumber || values[i].IsString) || (numbers && strings))
                    return false;
            }
        }
        return true;
    }

    private int Compare(EvaluationContext context, in Value left, in Value right, bool isStream, Frame? frame)
    {
        foreach (var key in keys)
        {
            var first = EvalKey(context, key, left, isStream, frame);
            var second = EvalKey(context, key, right, isStream, frame);
            CheckComparable(first, second);
            var order = ValueOrder.Compare(first, second);
            if (order != 0)
                return key.Descending && !first.IsUndefined && !second.IsUndefined ? -order : order;
        }
        return 0;
    }

    private void CheckComparable(in Value first, in Value second)
    {
        if (first.IsUndefined || second.IsUndefined)
            return;
        if (!(first.IsNumber || first.IsString) || !(second.IsNumber || second.IsString))
        {
            var bad = first.IsNumber || first.IsString ? second : first;
            throw new JsonataException(
                "T2008", $"The terms of an order-by clause must be numbers or strings, got {bad.Describe()}", position, value: bad.Describe());
        }
        if (first.IsNumber != second.IsNumber)
            throw new JsonataException(
                "T2007",
                $"The terms of an order-by clause must be of the same type, got {first.Describe()} and {second.Describe()}",
                position,
                value: first.Describe());
    }

    private Value EvalKey(EvaluationContext context, in SortKey key, in Value item, bool isStream, Frame? frame)
    {
        if (!isStream)
            return key.Expression.Eval(context, item, frame);
        var row = item.Tuple;
        return key.Expression.Eval(context, row.Item, new Frame(tuples!, frame, row.Slots));
    }
}

/// <summary>The merge sort of <see cref="MergeSort"/> over positions, with the values of the terms at hand.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly ref struct KeyedSort(ReadOnlySpan<Value> values, SortKey[] keys, Span<int> order, Span<int> spare, EvaluationContext context)
{
    private readonly ReadOnlySpan<Value> _values = values;
    private readonly Span<int> _order = order;
    private readonly Span<int> _spare = spare;

    public void Sort(int start, int end)
    {
        if (end - start <= 1)
            return;
        var middle = start + ((end - start) / 2);
        Sort(start, middle);
        Sort(middle, end);
        if (!ComesAfter(_order[middle - 1], _order[middle]))
            return;
        _order[start..end].CopyTo(_spare[start..end]);
        var (left, right) = (start, middle);
        for (var target = start; target < end; target++)
        {
            context.Tick();
            if (left == middle || (right < end && ComesAfter(_spare[left], _spare[right])))
                _order[target] = _spare[right++];
            else
                _order[target] = _spare[left++];
        }
    }

    private bool ComesAfter(int left, int right)
    {
        for (var term = 0; term < keys.Length; term++)
        {
            ref readonly var first = ref _values[(left * keys.Length) + term];
            ref readonly var second = ref _values[(right * keys.Length) + term];
            var comparison = ValueOrder.Compare(first, second);
            if (comparison != 0)
                return (keys[term].Descending && !first.IsUndefined && !second.IsUndefined ? -comparison : comparison) > 0;
        }
        return false;
    }
}

/// <summary>Whether the left item must come after the right one.</summary>
internal delegate bool ComesAfter(in Value left, in Value right);

/// <summary>
/// Merge sort from the top down, split at the lower half, the right item taken only where the comparator says so: the order of the
/// comparisons is part of the language, since it shows when a comparator contradicts itself.
/// </summary>
internal static class MergeSort
{
    public static Value Sort(in Value array, EvaluationContext context, ComesAfter comesAfter)
    {
        var items = new Value[array.Count];
        context.ChargeList(items.Length * 2L);
        var next = 0;
        foreach (var item in array.EnumerateItems())
            items[next++] = item;
        Sort(items, new Value[items.Length], 0, items.Length, context, comesAfter);
        return Value.FromArray(JsonArray.OfItems(items));
    }

    private static void Sort(Value[] items, Value[] spare, int start, int end, EvaluationContext context, ComesAfter comesAfter)
    {
        if (end - start <= 1)
            return;
        var middle = start + ((end - start) / 2);
        Sort(items, spare, start, middle, context, comesAfter);
        Sort(items, spare, middle, end, context, comesAfter);
        Array.Copy(items, start, spare, start, end - start);
        var (left, right) = (start, middle);
        for (var target = start; target < end; target++)
        {
            context.Tick();
            if (left == middle || (right < end && comesAfter(spare[left], spare[right])))
                items[target] = spare[right++];
            else
                items[target] = spare[left++];
        }
    }
}

using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>A term of an order-by clause.</summary>
internal readonly record struct SortKey(Node Expression, bool Descending);

/// <summary>Order-by: the items sorted by the values of terms, stable, undefined last.</summary>
internal sealed class SortNode(SortKey[] keys, int position, Scope? tuples)
{
    /// <summary>The sorted items as a new array; a sequence of at most one item as it is.</summary>
    public Value Apply(EvaluationContext context, in Value sequence, Frame? frame)
    {
        if (!sequence.IsArray || sequence.Count <= 1)
            return sequence;
        var isStream = sequence.IsTupleStream;
        return MergeSort.Sort(sequence, context, (in Value left, in Value right) => Compare(context, left, right, isStream, frame) == 1);
    }

    private int Compare(EvaluationContext context, in Value left, in Value right, bool isStream, Frame? frame)
    {
        foreach (var key in keys)
        {
            var first = EvalKey(context, key, left, isStream, frame);
            var second = EvalKey(context, key, right, isStream, frame);
            if (first.IsUndefined || second.IsUndefined)
            {
                if (first.IsUndefined && second.IsUndefined)
                    continue;
                return first.IsUndefined ? 1 : -1;
            }
            var order = Compare(first, second);
            if (order != 0)
                return key.Descending ? -order : order;
        }
        return 0;
    }

    private int Compare(in Value first, in Value second)
    {
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
        return first.IsNumber
            ? (first.AsNumber() == second.AsNumber() ? 0 : first.AsNumber() < second.AsNumber() ? -1 : 1)
            : Math.Sign(string.CompareOrdinal(first.AsString(), second.AsString()));
    }

    private Value EvalKey(EvaluationContext context, in SortKey key, in Value item, bool isStream, Frame? frame)
    {
        if (!isStream)
            return key.Expression.Eval(context, item, frame);
        var row = item.Tuple;
        return key.Expression.Eval(context, row.Item, new Frame(tuples!, frame, row.Slots));
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

using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Array functions.</summary>
internal static class ArrayFunctions
{
    /// <summary>Up to here comparing items with each other is cheaper than a set of them.</summary>
    private const int FewItems = 12;

    public static NativeFunction[] All { get; } =
    [
        new("append", 2, "<xx:a>", (in NativeCall call) => Sequences.Append(call[0], call[1], call.Context)),
        new("sort", 2, "<af?:a>", Sort),
        new("reverse", 1, "<a:a>", Reverse),
        new("shuffle", 1, "<a:a>", Shuffle),
        new("distinct", 1, "<x:x>", Distinct),
        new("zip", 0, "<a+>", Zip),
    ];

    private static Value Sort(in NativeCall call)
    {
        var (array, comparator) = (call[0], call[1]);
        if (array.IsUndefined || array.Count <= 1)
            return array;
        var (context, frame) = (call.Context, call.Frame);
        if (!comparator.IsUndefined)
            return MergeSort.Sort(
                array,
                context,
                (in Value left, in Value right) => Truth.OfScript(Invocation.Call(context, comparator, [left, right], frame)));
        if (AreAll(array, context, (in Value item) => Truth.IsNumeric(item, out _)))
            return MergeSort.Sort(array, context, (in Value left, in Value right) => left.AsNumber() > right.AsNumber());
        if (AreAll(array, context, (in Value item) => item.IsString))
            return MergeSort.Sort(
                array, context, (in Value left, in Value right) => string.CompareOrdinal(left.AsString(), right.AsString()) > 0);
        throw new JsonataException(
            "D3070",
            "Without a comparison function $sort takes an array of strings or an array of numbers; give one as second argument")
        { ArgumentIndex = 1 };
    }

    private delegate bool Test(in Value item);

    private static bool AreAll(in Value array, EvaluationContext context, Test test)
    {
        foreach (var item in array.EnumerateItems())
        {
            context.Tick();
            if (!test(item))
                return false;
        }
        return true;
    }

    private static Value Reverse(in NativeCall call)
    {
        if (call[0].IsUndefined || call[0].Count <= 1)
            return call[0];
        var items = CopyItems(call);
        Array.Reverse(items);
        return Value.FromArray(JsonArray.OfItems(items));
    }

    private static Value Shuffle(in NativeCall call)
    {
        if (call[0].IsUndefined || call[0].Count <= 1)
            return call[0];
        var items = CopyItems(call);
        for (var i = items.Length - 1; i > 0; i--)
        {
            var other = (int)(NumberFunctions.Random() * (i + 1));
            (items[i], items[other]) = (items[other], items[i]);
        }
        return Value.FromArray(JsonArray.OfItems(items));
    }

    private static Value[] CopyItems(in NativeCall call)
    {
        call.Context.ChargeList(call[0].Count);
        var items = new Value[call[0].Count];
        var next = 0;
        foreach (var item in call[0].EnumerateItems())
            items[next++] = item;
        return items;
    }

    private static Value Distinct(in NativeCall call)
    {
        var array = call[0];
        if (!array.IsArray || array.Count <= 1)
            return array;
        var result = call.Context.NewArray(array.IsSequence ? ArrayFlags.Sequence : ArrayFlags.None);
        if (array.Count <= FewItems)
        {
            foreach (var item in array.EnumerateItems())
                if (!Contains(result.AsSpan(), item, call.Context))
                    result.Add(item, call.Context);
            return Value.FromArray(result);
        }
        var seen = new HashSet<Value>(new ValueComparer(call.Context));
        foreach (var item in array.EnumerateItems())
        {
            call.Context.Tick();
            if (seen.Add(item))
                result.Add(item, call.Context);
        }
        return Value.FromArray(result);
    }

    private static bool Contains(ReadOnlySpan<Value> items, in Value sought, EvaluationContext context)
    {
        foreach (ref readonly var item in items)
            if (ValueEquality.AreEqual(item, sought, context))
                return true;
        return false;
    }

    private static Value Zip(in NativeCall call)
    {
        var length = int.MaxValue;
        for (var i = 0; i < call.Count; i++)
            length = Math.Min(length, call[i].IsArray ? call[i].Count : 0);
        var result = call.Context.NewArray();
        for (var row = 0; row < (call.Count == 0 ? 0 : length); row++)
        {
            call.Context.ChargeObject(call.Count);
            var items = new Value[call.Count];
            for (var i = 0; i < items.Length; i++)
                items[i] = call[i].ItemAt(row);
            result.Add(Value.FromArray(JsonArray.OfItems(items)), call.Context);
        }
        return Value.FromArray(result);
    }
}

using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Functions that make one number of many. Numbers are added in order, as doubles.</summary>
internal static class AggregationFunctions
{
    public static NativeFunction[] All { get; } =
    [
        new("sum", 1, "<a<n>:n>", Sum),
        new("count", 1, "<a:n>", (in NativeCall call) => Value.FromNumber(call[0].IsUndefined ? 0 : call[0].Count)),
        new("max", 1, "<a<n>:n>", (in NativeCall call) => Extreme(call, largest: true)),
        new("min", 1, "<a<n>:n>", (in NativeCall call) => Extreme(call, largest: false)),
        new("average", 1, "<a<n>:n>", Average),
    ];

    private static Value Sum(in NativeCall call) => call[0].IsUndefined ? default : Value.FromNumber(Total(call));

    private static Value Average(in NativeCall call)
    {
        if (call[0].IsUndefined || call[0].Count == 0)
            return default;
        return Value.FromNumber(Total(call) / call[0].Count);
    }

    private static double Total(in NativeCall call)
    {
        var total = 0.0;
        foreach (var item in call[0].EnumerateItems())
        {
            call.Context.Tick();
            total += item.AsNumber();
        }
        return total;
    }

    private static Value Extreme(in NativeCall call, bool largest)
    {
        if (call[0].IsUndefined || call[0].Count == 0)
            return default;
        var result = largest ? double.NegativeInfinity : double.PositiveInfinity;
        foreach (var item in call[0].EnumerateItems())
        {
            call.Context.Tick();
            var number = item.AsNumber();
            result = largest ? Math.Max(result, number) : Math.Min(result, number);
        }
        return Value.FromNumber(result);
    }
}

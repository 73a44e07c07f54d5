using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>A predicate in brackets: picks by position where it gives numbers, else by truth.</summary>
/// <param name="predicate">What decides.</param>
/// <param name="index">The position where the predicate is a number; else null.</param>
/// <param name="isConstant">Whether the predicate is the same for all items of an array.</param>
/// <param name="tuples">The variables of rows.</param>
internal sealed class FilterNode(Node predicate, double? index, bool isConstant, Scope? tuples)
{
    public double? Index => index;

    /// <summary>
    /// The items of <paramref name="input"/> that fit, as a sequence: a single item that is no array comes as itself,
    /// nothing as the empty sequence.
    /// </summary>
    public Value Apply(EvaluationContext context, in Value input, Frame? frame)
    {
        if (index is { } position)
            return Pick(context, input, position);
        return input.IsTupleStream ? FilterRows(context, input.Array, frame) : FilterItems(context, input, frame);
    }

    private static Value Pick(EvaluationContext context, in Value input, double position)
    {
        var item = ItemAt(input, position);
        return item.IsUndefined ? Sequences.Empty : item.Kind == ValueKind.Tuple ? Rows(context, item) : item;
    }

    /// <summary>The item at a position that was calculated: an item that is an array stays one item.</summary>
    private static Value PickOne(EvaluationContext context, in Value input, double position)
    {
        var item = ItemAt(input, position);
        if (item.IsUndefined)
            return Sequences.Empty;
        return item.IsArray || item.Kind == ValueKind.Tuple ? Sequences.Single(item, context) : item;
    }

    private static Value ItemAt(in Value input, double position)
    {
        var floor = Math.Floor(position);
        if (!input.IsArray)
            return floor is 0 or -1 ? input : default;
        if (floor < 0)
            floor += input.Count;
        return floor is >= 0 and <= int.MaxValue ? input.ItemAt((int)floor) : default;
    }

    private static Value Rows(EvaluationContext context, in Value row) =>
        Value.FromArray(context.NewArray(row, ArrayFlags.Sequence | ArrayFlags.TupleStream));

    private Value FilterItems(EvaluationContext context, in Value input, Frame? frame)
    {
        Value first = default;
        JsonArray? result = null;
        var found = 0;
        var position = 0;
        var count = -1;
        Value answer = default;
        foreach (var item in input.EnumerateItems())
        {
            context.Tick();
            if (position == 0 || !isConstant || !FastPaths.On)
                answer = predicate.Eval(context, item, frame);
            if (isConstant && FastPaths.On && Truth.IsNumeric(answer, out var number))
                return PickOne(context, input, number);
            var times = Matches(context, answer, position++, input, ref count);
            for (; times > 0; times--)
            {
                if (found++ == 0)
                {
                    first = item;
                    continue;
                }
                if (result is null)
                {
                    result = Sequences.New(context);
                    result.Add(first, context);
                }
                result.Add(item, context);
            }
        }
        if (result is not null)
            return Value.FromArray(result);
        if (found == 0)
            return Sequences.Empty;
        return first.IsArray || first.IsUndefined || first.Kind == ValueKind.Tuple ? Sequences.Single(first, context) : first;
    }

    private Value FilterRows(EvaluationContext context, JsonArray rows, Frame? frame)
    {
        var result = context.NewArray(ArrayFlags.Sequence | ArrayFlags.TupleStream);
        var input = Value.FromArray(rows);
        var count = rows.Count;
        for (var position = 0; position < count; position++)
        {
            context.Tick();
            var row = rows[position].Tuple;
            var inner = new Frame(tuples!, frame, row.Slots);
            var times = Matches(context, predicate.Eval(context, row.Item, inner), position, input, ref count);
            for (; times > 0; times--)
                result.Add(rows[position], context);
        }
        return Value.FromArray(result);
    }

    /// <summary>How often the item at <paramref name="position"/> is taken: numbers can name it more than once.</summary>
    private static int Matches(EvaluationContext context, in Value answer, int position, in Value input, ref int count)
    {
        if (answer.Kind == ValueKind.Boolean)
            return answer.IsTrue ? 1 : 0;
        if (Truth.IsNumeric(answer, out var number))
            return Names(number, position, input, ref count) ? 1 : 0;
        if (!answer.IsArray)
            return Truth.Of(answer, context) ? 1 : 0;
        if (answer.Kind == ValueKind.Array && answer.Array.IsRange)
            return NamesInRange(answer.Array, position, input, ref count);
        foreach (var item in answer.EnumerateItems())
            if (!Truth.IsNumeric(item, out _))
                return Truth.Of(answer, context) ? 1 : 0;
        var times = 0;
        foreach (var item in answer.EnumerateItems())
        {
            context.Tick();
            if (Names(item.AsNumber(), position, input, ref count))
                times++;
        }
        return times;
    }

    private static int NamesInRange(JsonArray range, int position, in Value input, ref int count)
    {
        var start = range[0].AsNumber();
        var end = start + range.Count - 1;
        if (count < 0)
            count = input.IsArray ? input.Count : 1;
        var times = position >= start && position <= end && position >= 0 ? 1 : 0;
        var fromEnd = position - count;
        return times + (fromEnd >= start && fromEnd <= end ? 1 : 0);
    }

    private static bool Names(double number, int position, in Value input, ref int count)
    {
        var floor = Math.Floor(number);
        if (floor < 0)
        {
            if (count < 0)
                count = input.IsArray ? input.Count : 1;
            floor += count;
        }
        return floor == position;
    }
}

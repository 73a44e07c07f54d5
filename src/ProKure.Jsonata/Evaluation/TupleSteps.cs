using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>Walks a path that binds variables or parents: from the first such step on, each item is a row with its bindings.</summary>
internal sealed class TupleSteps(Step[] steps, Scope tuples)
{
    /// <summary>The rows where they are wanted, else their items.</summary>
    public Value Walk(PathNode path, EvaluationContext context, in Value input, Frame? frame, bool keepRows)
    {
        Value current = default;
        JsonArray? rows = null;
        var bindsNothing = false;
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            if (i == 0 && step is { IsCons: true, IsTuple: true })
            {
                // The reference evaluates it, and binds nothing: the steps that follow see the context.
                var constructed = path.First(context, input, frame);
                current = step.FocusSlot >= 0 ? Start(context, input) : constructed;
                bindsNothing = true;
                continue;
            }
            if (rows is not null || step.IsTuple || bindsNothing)
            {
                rows = Apply(context, step, rows, i == 0 ? Start(context, input) : current, frame);
                continue;
            }
            current = i == 0 ? path.First(context, input, frame) : PathNode.Apply(context, step, current, frame, i == steps.Length - 1);
            if (current.IsUndefined || current is { IsArray: true, Count: 0 })
                return i == 0 && step.IsCons ? current : default;
        }
        if (rows is null)
            return default;
        if (keepRows)
            return Value.FromArray(rows);
        var items = Sequences.New(context);
        for (var i = 0; i < rows.Count; i++)
            items.Add(rows[i].Tuple.Item, context);
        return Value.FromArray(items);
    }

    private Value Start(EvaluationContext context, in Value input) =>
        input.IsArray && !steps[0].IsVariable ? input : Sequences.Single(input, context);

    private JsonArray Apply(EvaluationContext context, Step step, JsonArray? rows, in Value sequence, Frame? frame)
    {
        var result = step.Sort is not null ? SortRows(context, step, rows, sequence, frame) : Expand(context, step, rows, sequence, frame);
        foreach (var stage in step.Stages)
        {
            if (stage.Filter is not null)
                result = AsRows(context, stage.Filter.Apply(context, Value.FromArray(result), frame));
            else
                for (var i = 0; i < result.Count; i++)
                    result[i].Tuple.Bind(stage.IndexSlot, Value.FromNumber(i));
        }
        return result;
    }

    private static JsonArray AsRows(EvaluationContext context, in Value result) =>
        result.IsUndefined || result is { IsArray: true, Count: 0 } ? NewRows(context) : result.IsArray ? result.Array : context.NewArray(result);

    private JsonArray SortRows(EvaluationContext context, Step step, JsonArray? rows, in Value sequence, Frame? frame)
    {
        if (rows is not null)
            return step.Sort!.Apply(context, Value.FromArray(rows), frame).Array;
        var result = NewRows(context);
        var position = 0;
        foreach (var item in step.Sort!.Apply(context, sequence, frame).EnumerateItems())
        {
            context.Tick();
            var row = new TupleRow(item, NewSlots(context));
            if (step.IndexSlot >= 0)
                row.Bind(step.IndexSlot, Value.FromNumber(position++));
            result.Add(Value.FromTuple(row), context);
        }
        return result;
    }

    private JsonArray Expand(EvaluationContext context, Step step, JsonArray? rows, in Value sequence, Frame? frame)
    {
        var result = NewRows(context);
        if (rows is null)
        {
            foreach (var item in sequence.EnumerateItems())
                ExpandRow(context, step, new TupleRow(item, NewSlots(context)), result, frame);
            return result;
        }
        for (var i = 0; i < rows.Count; i++)
            ExpandRow(context, step, rows[i].Tuple, result, frame);
        return result;
    }

    private void ExpandRow(EvaluationContext context, Step step, TupleRow row, JsonArray result, Frame? frame)
    {
        context.Tick();
        var found = step.Node!.Eval(context, row.Item, new Frame(tuples, frame, row.Slots));
        if (found.IsUndefined)
            return;
        var position = 0;
        var isStream = found.IsTupleStream;
        foreach (var item in found.EnumerateItems())
        {
            context.Tick();
            context.ChargeObject(tuples.Count);
            var slots = new Value[tuples.Count];
            row.Slots.CopyTo(slots, 0);
            var next = new TupleRow(item, slots);
            if (isStream)
            {
                var inner = item.Tuple;
                next.Item = inner.Item;
                for (var slot = 0; slot < inner.Slots.Length; slot++)
                    if (!inner.Slots[slot].IsUndefined)
                        slots[slot] = inner.Slots[slot];
            }
            else
            {
                if (step.FocusSlot >= 0)
                {
                    next.Bind(step.FocusSlot, item);
                    next.Item = row.Item;
                }
                if (step.IndexSlot >= 0)
                    next.Bind(step.IndexSlot, Value.FromNumber(position++));
                if (step.AncestorSlot >= 0)
                    next.Bind(step.AncestorSlot, row.Item);
            }
            result.Add(Value.FromTuple(next), context);
        }
    }

    private static JsonArray NewRows(EvaluationContext context) => context.NewArray(ArrayFlags.Sequence | ArrayFlags.TupleStream);

    private Value[] NewSlots(EvaluationContext context)
    {
        context.ChargeObject(tuples.Count);
        return new Value[tuples.Count];
    }
}

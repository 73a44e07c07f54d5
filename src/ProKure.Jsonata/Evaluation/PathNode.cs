using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>A predicate or a position binding behind a step.</summary>
internal readonly record struct StepStage(FilterNode? Filter, int IndexSlot);

/// <summary>A step of a path.</summary>
internal sealed class Step
{
    /// <summary>What the step evaluates for each item; null where it sorts.</summary>
    public Node? Node { get; init; }

    public SortNode? Sort { get; init; }

    public StepStage[] Stages { get; init; } = [];

    public bool IsVariable { get; init; }

    public bool IsCons { get; init; }

    public bool IsTuple { get; init; }

    /// <summary>Slot of the variable after @; -1 for none.</summary>
    public int FocusSlot { get; init; } = -1;

    /// <summary>Slot of the variable after #; -1 for none.</summary>
    public int IndexSlot { get; init; } = -1;

    /// <summary>Slot under which the context is kept as parent; -1 for none.</summary>
    public int AncestorSlot { get; init; } = -1;
}

/// <summary>
/// A path: each step runs over all items of the one before, and its results are put together, arrays taken apart by one level.
/// Between steps a sequence is an array, a single item that is no array stands for itself, and undefined is the empty sequence.
/// </summary>
internal sealed class PathNode(Step[] steps, bool keepSingleton, Finish finish, bool keepsRows, GroupNode? group, Scope? tuples) : Node
{
    private readonly bool _startsAbsolute = steps[0].IsVariable;
    private readonly GroupNode? _writtenLast = WrittenLast(steps, group, finish);
    private readonly TupleSteps? _rows = HasRows(steps) ? new TupleSteps(steps, tuples!) : null;

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var result = _rows is null ? Walk(context, input, frame) : _rows.Walk(this, context, input, frame, keepsRows || group is not null);
        if (keepSingleton || (finish == Finish.KeepArray && !result.IsArray))
            result = KeepAsArray(context, result);
        if (group is not null)
            return group.Apply(context, result, frame);
        return Sequences.Collapse(result, finish);
    }

    public override bool Write(EvaluationContext context, in Value input, Frame? frame, JsonOutput output) =>
        _writtenLast is not null && FastPaths.On ? WriteLast(context, _writtenLast, input, frame, output) : base.Write(context, input, frame, output);

    /// <summary>Walks up to the last step, an object constructor, which writes one object for each item.</summary>
    private bool WriteLast(EvaluationContext context, GroupNode last, in Value input, Frame? frame, JsonOutput output)
    {
        var current = First(context, input, frame);
        for (var i = 1; i < steps.Length - 1 && !current.IsUndefined; i++)
            current = Apply(context, steps[i], current, frame, isLast: false);
        if (current.IsUndefined)
            return false;
        var array = new ArrayWriter(output);
        foreach (var item in current.EnumerateItems())
        {
            context.Tick();
            array.Separate();
            array.Note(last.Write(context, item, frame, output), context);
        }
        return array.Close(keepSingleton);
    }

    private static bool HasRows(Step[] steps)
    {
        foreach (var step in steps)
            if (step.IsTuple)
                return true;
        return false;
    }

    private static GroupNode? WrittenLast(Step[] steps, GroupNode? group, Finish finish) =>
        steps.Length > 1 && !steps[0].IsCons && group is null && finish == Finish.Collapse && steps[^1].Stages.Length == 0
            && steps[^1].Node is GroupNode { IsWritable: true } last && !HasRows(steps)
            ? last
            : null;

    private Value Walk(EvaluationContext context, in Value input, Frame? frame)
    {
        var current = First(context, input, frame);
        // An array constructor that gives nothing ends the path, and stays what it is.
        if (steps[0].IsCons && current is { IsArray: true, Count: 0 })
            return current;
        for (var i = 1; i < steps.Length && !current.IsUndefined; i++)
            current = Apply(context, steps[i], current, frame, i == steps.Length - 1);
        return current;
    }

    /// <summary>The first step, over the context.</summary>
    public Value First(EvaluationContext context, in Value input, Frame? frame)
    {
        var step = steps[0];
        var isLast = steps.Length == 1;
        if (step.IsCons)
        {
            var source = input.IsArray && !_startsAbsolute ? input : Sequences.Single(input, context);
            return step.Node!.Eval(context, source, frame);
        }
        if (input.IsArray && !_startsAbsolute)
            return Apply(context, step, input, frame, isLast);
        if (step.Sort is not null)
            return SortItems(context, step, Sequences.Single(input, context), frame);
        var results = default(StepResults);
        results.Add(EvalStep(context, step, input, frame), context);
        return results.Finish(isLast, context);
    }

    /// <summary>A step over the items of a sequence.</summary>
    public static Value Apply(EvaluationContext context, Step step, in Value sequence, Frame? frame, bool isLast)
    {
        if (step.Sort is not null)
            return SortItems(context, step, sequence, frame);
        var results = default(StepResults);
        foreach (var item in sequence.EnumerateItems())
        {
            context.Tick();
            results.Add(EvalStep(context, step, item, frame), context);
        }
        return results.Finish(isLast, context);
    }

    private static Value EvalStep(EvaluationContext context, Step step, in Value item, Frame? frame)
    {
        var result = step.Node!.Eval(context, item, frame);
        foreach (var stage in step.Stages)
            if (stage.Filter is not null)
                result = stage.Filter.Apply(context, result, frame);
        return result;
    }

    private static Value SortItems(EvaluationContext context, Step step, in Value sequence, Frame? frame)
    {
        var result = sequence is { IsArray: true, Count: 1 } && sequence.ItemAt(0) is var only
            ? (only.IsArray || only.IsUndefined ? Sequences.Single(only, context) : only)
            : step.Sort!.Apply(context, sequence, frame);
        foreach (var stage in step.Stages)
            if (stage.Filter is not null)
                result = stage.Filter.Apply(context, result, frame);
        return result is { IsArray: true, Count: 0 } ? default : result;
    }

    private static Value KeepAsArray(EvaluationContext context, in Value result)
    {
        if (result.IsUndefined)
            return result;
        if (!result.IsArray || (result.IsCons && !result.IsSequence))
            return Value.FromArray(context.NewArray(result, ArrayFlags.Sequence | ArrayFlags.KeepSingleton));
        if (result.Kind == ValueKind.Array && result.Array.Count > 0)
            result.Array.Flags |= ArrayFlags.KeepSingleton;
        return result;
    }
}

/// <summary>Gathers the results of a step, without a list as long as there is one result.</summary>
internal ref struct StepResults
{
    private Value _first;
    private JsonArray? _items;
    private int _count;

    public void Add(in Value result, EvaluationContext context)
    {
        if (result.IsUndefined)
            return;
        if (_count++ == 0)
        {
            _first = result;
            return;
        }
        if (_items is null)
        {
            _items = Sequences.New(context);
            Sequences.AddFlat(_items, _first, context);
        }
        Sequences.AddFlat(_items, result, context);
    }

    public readonly Value Finish(bool isLast, EvaluationContext context)
    {
        if (_items is not null)
            return _items.Count == 0 ? default : Value.FromArray(_items);
        if (_count == 0)
            return default;
        if (!_first.IsArray)
            return _first;
        if (isLast ? !_first.IsSequence : !_first.IsCons)
            return _first;
        if (_first.IsCons)
            return Sequences.Single(_first, context);
        var count = _first.Count;
        if (count == 0)
            return default;
        if (count == 1 && _first.ItemAt(0) is { IsArray: false, IsUndefined: false } only)
            return only;
        if (count > 1 && (_first.Kind == ValueKind.RawArray || _first.Array.Flags == ArrayFlags.Sequence))
            return _first.Kind == ValueKind.RawArray ? AsSequence(_first, context) : _first;
        var items = Sequences.New(context);
        Sequences.AddItems(items, _first, context);
        return Value.FromArray(items);
    }

    private static Value AsSequence(in Value array, EvaluationContext context)
    {
        var items = Sequences.New(context);
        Sequences.AddItems(items, array, context);
        return Value.FromArray(items);
    }
}

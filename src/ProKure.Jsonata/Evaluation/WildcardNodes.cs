using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary><c>*</c>: the values of all properties; arrays among them are flattened to the ground.</summary>
internal sealed class WildcardNode(Finish finish) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var source = input.IsOuterWrapper && input.Array.Count > 0 ? input.Array[0] : input;
        var result = Sequences.New(context);
        if (source.IsArray)
        {
            foreach (var item in source.EnumerateItems())
                Add(context, result, item);
        }
        else
        {
            var properties = source.EnumerateProperties();
            while (properties.MoveNext())
                Add(context, result, properties.Value);
        }
        return Sequences.Collapse(Value.FromArray(result), finish);
    }

    private static void Add(EvaluationContext context, JsonArray result, in Value value)
    {
        context.Tick();
        if (!value.IsArray)
        {
            result.Add(value, context);
            return;
        }
        // Appending an array makes a plain array of the sequence: it no longer collapses.
        result.Flags = ArrayFlags.None;
        Flatten(context, result, value, 0);
    }

    private static void Flatten(EvaluationContext context, JsonArray result, in Value value, int depth)
    {
        ValueText.CheckDepth(context, depth);
        foreach (var item in value.EnumerateItems())
        {
            context.Tick();
            if (item.IsArray)
                Flatten(context, result, item, depth + 1);
            else
                result.Add(item, context);
        }
    }
}

/// <summary><c>**</c>: the context and everything in it, arrays only by their items.</summary>
internal sealed class DescendantNode(Finish finish) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        if (input.IsUndefined)
            return default;
        var result = Sequences.New(context);
        Collect(context, result, input, 0);
        return result.Count == 1 ? Sequences.Collapse(result[0], finish) : Sequences.Collapse(Value.FromArray(result), finish);
    }

    private static void Collect(EvaluationContext context, JsonArray result, in Value value, int depth)
    {
        ValueText.CheckDepth(context, depth);
        context.Tick();
        if (value.IsArray)
        {
            foreach (var item in value.EnumerateItems())
                Collect(context, result, item, depth + 1);
            return;
        }
        result.Add(value, context);
        var properties = value.EnumerateProperties();
        while (properties.MoveNext())
            Collect(context, result, properties.Value, depth + 1);
    }
}

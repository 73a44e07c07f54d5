using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>
/// A path of names only, from the context or from a variable. Over objects it just looks them up, and goes on over the items of an array of the input;
/// where an array made by the evaluation comes in between, the plain path does it all.
/// </summary>
internal sealed class FieldsNode(Node? head, PropertyName[] names) : Node
{
    private PathNode? _path;

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        if (!FastPaths.On || (head is null && input.IsArray))
            return Path.Eval(context, input, frame);
        var current = head is null ? input : head.Eval(context, input, frame);
        for (var i = 0; i < names.Length; i++)
        {
            if (current.IsArray)
                return current.Kind == ValueKind.RawArray ? Spread(context, current, i) : Path.Eval(context, input, frame);
            current = current.GetProperty(names[i]);
        }
        return current.IsSequence ? Path.Eval(context, input, frame) : current;
    }

    /// <summary>The steps from <paramref name="step"/> on, over the items of an array.</summary>
    private Value Spread(EvaluationContext context, in Value array, int step)
    {
        var current = array;
        for (; step < names.Length && !current.IsUndefined; step++)
        {
            var results = default(StepResults);
            foreach (var item in current.EnumerateItems())
            {
                context.Tick();
                results.Add(item.IsArray ? Sequences.Collapse(Sequences.Lookup(item, names[step], context)) : item.GetProperty(names[step]), context);
            }
            current = results.Finish(step == names.Length - 1, context);
        }
        return Sequences.Collapse(current);
    }

    private PathNode Path => _path ??= new PathNode(
        Steps(),
        keepSingleton: false,
        Finish.Collapse,
        keepsRows: false,
        group: null,
        tuples: null);

    private Step[] Steps()
    {
        var steps = Array.ConvertAll(names, name => new Step { Node = new NameNode(name, Finish.Collapse) });
        return head is null ? steps : [new Step { Node = head, IsVariable = true }, .. steps];
    }
}

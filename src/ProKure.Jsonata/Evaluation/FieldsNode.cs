using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>A path of names only. Over objects it just looks them up; where an array comes in between, the plain path does it all.</summary>
internal sealed class FieldsNode(PropertyName[] names) : Node
{
    private PathNode? _path;

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        if (input.IsArray || !FastPaths.On)
            return Path.Eval(context, input, frame);
        var current = input.GetProperty(names[0]);
        for (var i = 1; i < names.Length; i++)
        {
            if (current.IsArray)
                return Path.Eval(context, input, frame);
            current = current.GetProperty(names[i]);
        }
        return current.IsSequence ? Path.Eval(context, input, frame) : current;
    }

    private PathNode Path => _path ??= new PathNode(
        Array.ConvertAll(names, name => new Step { Node = new NameNode(name, Finish.Collapse) }),
        keepSingleton: false,
        Finish.Collapse,
        keepsRows: false,
        group: null,
        tuples: null);
}

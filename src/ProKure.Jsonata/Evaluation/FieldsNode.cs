using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>A path of names only. Over objects it just looks them up; where an array comes in between, the path does it all.</summary>
internal sealed class FieldsNode(PropertyName[] names, PathNode path) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        if (input.IsArray || !FastPaths.On)
            return path.Eval(context, input, frame);
        var current = input.GetProperty(names[0]);
        for (var i = 1; i < names.Length; i++)
        {
            if (current.IsArray)
                return path.Eval(context, input, frame);
            current = current.GetProperty(names[i]);
        }
        return current.IsSequence ? path.Eval(context, input, frame) : current;
    }
}

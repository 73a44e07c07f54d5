using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Syntax;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>The function that a transform <c>|pattern|update,delete|</c> is: gives a changed copy of its argument.</summary>
internal sealed class TransformFunction(TransformNode node, Frame? frame) : Function
{
    private static readonly Signature Accepted = Signature.Parse("<(oa):o>");

    public override int Arity => 1;

    public override Signature? Signature => Accepted;

    public override Value Invoke(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? callerFrame)
    {
        if (args.IsEmpty || args[0].IsUndefined)
            return default;
        var clone = node.Clone.Eval(context, input, frame);
        if (!clone.IsFunction)
            throw new JsonataException("T2013", "The transform clones its input with $clone, which is no function here", node.Place.Position);
        var result = Invocation.Call(context, clone, args[..1], frame);
        var matches = node.Pattern.Eval(context, result, frame);
        if (matches.IsUndefined)
            return result;
        foreach (var match in matches.EnumerateItems())
        {
            context.Tick();
            Update(context, match);
            if (node.Delete is not null)
                Delete(context, node.Delete, match);
        }
        return result;
    }

    private void Update(EvaluationContext context, in Value match)
    {
        var update = node.Update.Eval(context, match, frame);
        if (update.IsUndefined)
            return;
        if (!update.IsObject)
            throw new JsonataException(
                "T2011",
                $"The update clause of a transform must be an object, got {update.Describe()}",
                node.Place.Update,
                value: update.Describe());
        if (match.Kind != ValueKind.Object)
            return;
        var properties = update.EnumerateProperties();
        while (properties.MoveNext())
        {
            context.ChargeValues(1);
            match.Object.Set(properties.Key, properties.Value);
        }
    }

    private void Delete(EvaluationContext context, Node delete, in Value match)
    {
        var deletions = delete.Eval(context, match, frame);
        if (deletions.IsUndefined)
            return;
        foreach (var name in deletions.EnumerateItems())
            if (!name.IsString)
                throw new JsonataException(
                    "T2012",
                    $"The delete clause of a transform must be a string or an array of strings, got {deletions.Describe()}",
                    node.Place.Delete,
                    value: deletions.Describe());
        if (match.Kind != ValueKind.Object)
            return;
        foreach (var name in deletions.EnumerateItems())
        {
            context.Tick(match.Object.Count / 8);
            match.Object.Remove(name.AsString());
        }
    }
}

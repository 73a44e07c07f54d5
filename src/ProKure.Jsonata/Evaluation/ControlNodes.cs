using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>Condition, with or without a second branch.</summary>
internal sealed class ConditionNode(Node condition, Node then, Node? otherwise) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        if (Truth.Of(condition.Eval(context, input, frame), context))
            return then.Eval(context, input, frame);
        return otherwise is null ? default : otherwise.Eval(context, input, frame);
    }

    public override bool Write(EvaluationContext context, in Value input, Frame? frame, JsonOutput output)
    {
        if (Truth.Of(condition.Eval(context, input, frame), context))
            return then.Write(context, input, frame, output);
        return otherwise is not null && otherwise.Write(context, input, frame, output);
    }
}

/// <summary><c>a ?: b</c>: a where it counts as true, else b.</summary>
internal sealed class DefaultNode(Node value, Node otherwise) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var result = value.Eval(context, input, frame);
        return Truth.Of(result, context) ? result : otherwise.Eval(context, input, frame);
    }
}

/// <summary><c>a ?? b</c>: a where it is anything, else b.</summary>
internal sealed class CoalesceNode(Node value, Node otherwise) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var result = value.Eval(context, input, frame);
        return result.IsUndefined ? otherwise.Eval(context, input, frame) : result;
    }
}

/// <summary>Expressions one after the other; the last one gives the result. Has variables of its own where it assigns any.</summary>
/// <param name="expressions">The expressions.</param>
/// <param name="scope">Its variables; null for none.</param>
/// <param name="keepsFrame">Whether a function made in the block may outlive it.</param>
internal sealed class BlockNode(Node[] expressions, Scope? scope, bool keepsFrame) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var inner = Enter(context, frame);
        Value result = default;
        foreach (var expression in expressions)
            result = expression.Eval(context, input, inner);
        Leave(context, inner);
        return result;
    }

    public override bool Write(EvaluationContext context, in Value input, Frame? frame, JsonOutput output)
    {
        if (expressions.Length == 0)
            return false;
        var inner = Enter(context, frame);
        for (var i = 0; i < expressions.Length - 1; i++)
            expressions[i].Eval(context, input, inner);
        var any = expressions[^1].Write(context, input, inner, output);
        Leave(context, inner);
        return any;
    }

    private Frame? Enter(EvaluationContext context, Frame? frame)
    {
        if (scope is null)
            return frame;
        return keepsFrame ? new Frame(scope, frame, new Value[scope.Count]) : context.Frames.Rent(scope, frame);
    }

    private void Leave(EvaluationContext context, Frame? inner)
    {
        if (scope is not null && !keepsFrame)
            context.Frames.Return(inner!);
    }
}

/// <summary>Assignment to a variable of the nearest block or lambda.</summary>
internal sealed class BindNode(Scope scope, int slot, Node value) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var result = value.Eval(context, input, frame);
        var target = frame;
        while (target is not null && target.Scope != scope)
            target = target.Parent;
        target?.Bind(slot, result);
        return result;
    }
}

/// <summary>Assignment where code given to <c>$eval</c> may look for the name.</summary>
internal sealed class NamedBindNode(string name, Node value) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var result = value.Eval(context, input, frame);
        frame?.Bind(name, result);
        return result;
    }
}

/// <summary>Starts over with a check of the thread's stack; put between nodes at regular depths.</summary>
internal sealed class StackGuardNode(Node inner) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        context.EnsureStack();
        return inner.Eval(context, input, frame);
    }

    public override bool Write(EvaluationContext context, in Value input, Frame? frame, JsonOutput output)
    {
        context.EnsureStack();
        return inner.Write(context, input, frame, output);
    }
}

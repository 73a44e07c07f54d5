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
internal sealed class BlockNode(Node[] expressions, Scope? scope) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var inner = scope is null ? frame : new Frame(scope, frame, new Value[scope.Count]);
        Value result = default;
        foreach (var expression in expressions)
            result = expression.Eval(context, input, inner);
        return result;
    }

    public override bool Write(EvaluationContext context, in Value input, Frame? frame, JsonOutput output)
    {
        if (expressions.Length == 0)
            return false;
        var inner = scope is null ? frame : new Frame(scope, frame, new Value[scope.Count]);
        for (var i = 0; i < expressions.Length - 1; i++)
            expressions[i].Eval(context, input, inner);
        return expressions[^1].Write(context, input, inner, output);
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
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw EvaluationContext.StackOverflow();
        return inner.Eval(context, input, frame);
    }

    public override bool Write(EvaluationContext context, in Value input, Frame? frame, JsonOutput output)
    {
        if (!System.Runtime.CompilerServices.RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw EvaluationContext.StackOverflow();
        return inner.Write(context, input, frame, output);
    }
}

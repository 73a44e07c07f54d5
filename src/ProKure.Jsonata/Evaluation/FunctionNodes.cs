using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProKure.Jsonata.Functions;
using ProKure.Jsonata.Syntax;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>Where a call stands, as errors name it, and how its procedure is written.</summary>
/// <param name="Token">The name called; null where the procedure has none.</param>
/// <param name="Position">Index after the opening parenthesis.</param>
/// <param name="FieldName">The name of a field that is called as if it were a function; null otherwise.</param>
/// <param name="ProcedurePosition">Index after the procedure.</param>
/// <param name="VariableName">The name of the variable that is called; null otherwise.</param>
internal sealed record CallPlace(string? Token, int Position, string? FieldName, int ProcedurePosition, string? VariableName)
{
    /// <summary>Says that the dollar sign was forgotten, where there is a function of that name.</summary>
    public void CheckForgottenDollar(EvaluationContext context, in Value procedure, Frame? frame, string code, string verb)
    {
        if (!procedure.IsUndefined || FieldName is null)
            return;
        var known = !FreeVariable.Find(context, FieldName).IsUndefined;
        for (var current = frame; current is not null && !known; current = current.Parent)
            known = current.TryGet(FieldName, out _);
        if (known)
            throw new JsonataException(code, $"{FieldName} is no function to {verb}; did you mean ${FieldName}?", Position, FieldName);
    }
}

/// <summary>Arguments on the stack of the thread.</summary>
[InlineArray(Length)]
internal struct ArgumentBuffer
{
    public const int Length = 4;

    private Value _first;
}

/// <summary>A call. After <c>~></c> the left side is its first argument.</summary>
internal sealed class CallNode(Node procedure, Node[] arguments, CallPlace place, int depth, Finish finish) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame) =>
        Sequences.Collapse(Call(context, input, frame, default, 0), finish);

    /// <summary>Calls with <paramref name="chained"/> as first argument, before those that are written.</summary>
    public Value EvalChained(EvaluationContext context, in Value input, Frame? frame, in Value chained) =>
        Call(context, input, frame, chained, 1);

    private Value Call(EvaluationContext context, in Value input, Frame? frame, in Value chained, int extra)
    {
        var callee = procedure.Eval(context, input, frame);
        place.CheckForgottenDollar(context, callee, frame, "T1005", "call");
        var count = arguments.Length + extra;
        var buffer = default(ArgumentBuffer);
        var args = count <= ArgumentBuffer.Length ? ((Span<Value>)buffer)[..count] : new Value[count];
        if (extra > 0)
            args[0] = chained;
        for (var i = extra; i < count; i++)
        {
            var arg = arguments[i - extra].Eval(context, input, frame);
            args[i] = arg.IsFunction && callee is { IsFunction: true, Function: not NativeFunction }
                ? Value.FromFunction(new PassedFunction(arg))
                : arg;
        }
        var outer = context.Depth;
        context.Depth = outer + depth;
        try
        {
            return Invocation.Apply(context, callee, args, input, frame, place.Token, place.Position);
        }
        catch (JsonataException fault) when (Complete(fault))
        {
            throw;
        }
        finally
        {
            context.Depth = outer;
        }
    }

    /// <summary>Runs as a filter: names the call where nothing was named yet, and never catches.</summary>
    private bool Complete(JsonataException fault)
    {
        fault.Complete(place.Position, place.Token);
        return false;
    }
}

/// <summary>A call in tail position of a lambda: left to the loop that applies the lambda.</summary>
internal sealed class TailCallNode(Node procedure, Node[] arguments, CallPlace place) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        try
        {
            var callee = procedure.Eval(context, input, frame);
            var args = new Value[arguments.Length];
            for (var i = 0; i < args.Length; i++)
                args[i] = arguments[i].Eval(context, input, frame);
            return Value.FromTailCall(new TailCall(callee, args, place.VariableName, place.ProcedurePosition));
        }
        catch (JsonataException fault) when (SkipCall(fault))
        {
            throw;
        }
    }

    /// <summary>Runs as a filter: the lambda around counts as left, and never catches.</summary>
    private static bool SkipCall(JsonataException fault)
    {
        fault.SkipsCall = true;
        return false;
    }
}

/// <summary>A call with open arguments: gives a function of these.</summary>
internal sealed class PartialNode(Node procedure, Node?[] arguments, CallPlace place) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var given = new Value?[arguments.Length];
        for (var i = 0; i < given.Length; i++)
            given[i] = arguments[i]?.Eval(context, input, frame);
        var callee = procedure.Eval(context, input, frame);
        place.CheckForgottenDollar(context, callee, frame, "T1007", "apply partially");
        context.ChargeObject(given.Length);
        return callee.IsFunction
            ? Value.FromFunction(callee.Function.Bind(given))
            : throw new JsonataException(
                "T1008", $"Expected a function to apply partially, got {callee.Describe()}", place.Position, place.Token);
    }
}

/// <summary><c>a ~> f</c>: applies f to a, or composes two functions.</summary>
internal sealed class ApplyNode(Node left, Node right, int position, Finish finish) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var first = left.Eval(context, input, frame);
        if (right is CallNode call)
            return Sequences.Collapse(call.EvalChained(context, input, frame, first), finish);
        var second = right.Eval(context, input, frame);
        if (!second.IsFunction)
            throw new JsonataException(
                "T2006", $"The right side of ~> must be a function, got {second.Describe()}", position, value: second.Describe());
        context.ChargeObject(0);
        if (first.IsFunction)
            return Value.FromFunction(new ComposedFunction(first, second));
        return Sequences.Collapse(
            Invocation.Apply(context, second, [first], Value.Null, frame, (right as VariableNode)?.Name, position), finish);
    }
}

/// <summary>A function definition. Depth of the nodes of its body counts from the call.</summary>
internal sealed class LambdaNode(Scope scope, int[] parameters, Signature? signature, Node body, int firstDepth) : Node
{
    public int[] Parameters { get; } = parameters;

    public Signature? Signature { get; } = signature;

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        // A closure keeps its frame, and with it all that the frame holds.
        context.ChargeObject(frame?.Slots.Length ?? 0);
        return Value.FromFunction(new Closure(this, input, frame));
    }

    /// <summary>Evaluates the body with the parameters bound.</summary>
    public Value Run(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame)
    {
        if (context.Depth + firstDepth > context.Limits.MaxDepth)
            throw context.TooDeep();
        var inner = new Frame(scope, frame, new Value[scope.Count]);
        for (var i = 0; i < Parameters.Length; i++)
            inner.Bind(Parameters[i], i < args.Length ? args[i] : default);
        return body.Eval(context, input, inner);
    }
}

/// <summary>A regular expression, which is a function that matches strings.</summary>
internal sealed class RegexNode(RegexFunction function) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame) => Value.FromFunction(function);
}

/// <summary>A transform, which is a function that copies and changes objects.</summary>
internal sealed class TransformNode(Node pattern, Node update, Node? delete, Node clone, TransformPlace place) : Node
{
    public Node Pattern => pattern;

    public Node Update => update;

    public Node? Delete => delete;

    public Node Clone => clone;

    public TransformPlace Place => place;

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame) =>
        Value.FromFunction(new TransformFunction(this, frame));
}

/// <summary>Where the parts of a transform stand, as errors name them.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TransformPlace(int Position, int Update, int Delete);

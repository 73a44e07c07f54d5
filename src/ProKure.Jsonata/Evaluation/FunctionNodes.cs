using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ProKure.Jsonata.Functions;
using ProKure.Jsonata.Syntax;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>How the procedure of a call is written.</summary>
internal enum ProcedureKind : byte
{
    /// <summary>As an expression.</summary>
    Other,

    /// <summary>As a variable.</summary>
    Variable,

    /// <summary>As a field, as if that were a function.</summary>
    Field,
}

/// <summary>Where a call stands, as errors name it, and how its procedure is written.</summary>
/// <param name="Token">The name called; null where the procedure has none.</param>
/// <param name="Position">Index after the opening parenthesis.</param>
/// <param name="ProcedurePosition">Index after the procedure.</param>
/// <param name="Procedure">What the procedure is.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct CallPlace(string? Token, int Position, int ProcedurePosition, ProcedureKind Procedure)
{
    /// <summary>The name of the variable that is called; null otherwise.</summary>
    public string? VariableName => Procedure == ProcedureKind.Variable ? Token : null;

    /// <summary>The name of the field that is called; null otherwise.</summary>
    private string? FieldName => Procedure == ProcedureKind.Field ? Token : null;

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

/// <summary>The same for the few arguments that most calls have.</summary>
[InlineArray(Length)]
internal struct ArgumentPair
{
    public const int Length = 2;

    private Value _first;
}

/// <summary>A call. After <c>~></c> the left side is its first argument.</summary>
internal sealed class CallNode(Node procedure, Node[] arguments, CallPlace place, int depth, Finish finish) : Node
{
    /// <summary>The built-in function that is called, unless the caller of the evaluation binds its name.</summary>
    private readonly NativeFunction? _native = (procedure as VariableNode)?.Known as NativeFunction;

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame) =>
        Sequences.Collapse(Call(context, input, frame, default, 0), finish);

    public override bool Write(EvaluationContext context, in Value input, Frame? frame, JsonOutput output) =>
        _native?.Writer is { } writer && context.Bindings is null && arguments.Length <= ArgumentPair.Length && FastPaths.On
            ? WriteNative(context, writer, input, frame, output)
            : base.Write(context, input, frame, output);

    /// <summary>Calls with <paramref name="chained"/> as first argument, before those that are written.</summary>
    public Value EvalChained(EvaluationContext context, in Value input, Frame? frame, in Value chained) =>
        Call(context, input, frame, chained, 1);

    private Value Call(EvaluationContext context, in Value input, Frame? frame, in Value chained, int extra)
    {
        var count = arguments.Length + extra;
        if (count <= ArgumentPair.Length)
        {
            var pair = default(ArgumentPair);
            return Call(context, input, frame, chained, extra, ((Span<Value>)pair)[..count]);
        }
        if (count <= ArgumentBuffer.Length)
        {
            var buffer = default(ArgumentBuffer);
            return Call(context, input, frame, chained, extra, ((Span<Value>)buffer)[..count]);
        }
        return Call(context, input, frame, chained, extra, new Value[count]);
    }

    private Value Call(EvaluationContext context, in Value input, Frame? frame, in Value chained, int extra, Span<Value> args)
    {
        if (extra > 0)
            args[0] = chained;
        if (_native is not null && context.Bindings is null)
        {
            for (var i = extra; i < args.Length; i++)
                args[i] = arguments[i - extra].Eval(context, input, frame);
            return CallNative(context, _native, input, frame, args);
        }
        var callee = procedure.Eval(context, input, frame);
        place.CheckForgottenDollar(context, callee, frame, "T1005", "call");
        for (var i = extra; i < args.Length; i++)
        {
            var arg = arguments[i - extra].Eval(context, input, frame);
            args[i] = arg.IsFunction && callee is { IsFunction: true, Function: not NativeFunction }
                ? Value.FromFunction(new PassedFunction(arg))
                : arg;
        }
        var outer = context.Depth;
        context.Depth = outer + depth;
        Value result;
        try
        {
            result = Invocation.Apply(context, callee, args, input, frame, place.Token, place.Position);
        }
        catch (JsonataException fault) when (Complete(fault))
        {
            throw;
        }
        context.Depth = outer;
        return result;
    }

    /// <summary>A built-in function keeps no call in mind, and leaves none in tail position.</summary>
    private Value CallNative(EvaluationContext context, NativeFunction function, in Value input, Frame? frame, ReadOnlySpan<Value> args)
    {
        var outer = Enter(context);
        Value result;
        try
        {
            if (function.Signature is { } signature && !signature.Validate(context, args, input, out var completed))
                args = completed;
            result = function.Invoke(context, args, input, frame);
        }
        catch (JsonataException fault) when (CompleteNative(fault))
        {
            throw;
        }
        context.Depth = outer;
        return result;
    }

    private bool WriteNative(EvaluationContext context, NativeWriter writer, in Value input, Frame? frame, JsonOutput output)
    {
        var pair = default(ArgumentPair);
        ReadOnlySpan<Value> args = ((Span<Value>)pair)[..arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
            pair[i] = arguments[i].Eval(context, input, frame);
        var outer = Enter(context);
        bool any;
        try
        {
            if (_native!.Signature is { } signature && !signature.Validate(context, args, input, out var completed))
                args = completed;
            any = writer(new NativeCall(context, args, input, frame), finish == Finish.KeepArray, output);
        }
        catch (JsonataException fault) when (CompleteNative(fault))
        {
            throw;
        }
        context.Depth = outer;
        return any;
    }

    /// <summary>Counts the call and its depth; gives the depth to go back to.</summary>
    private int Enter(EvaluationContext context)
    {
        var outer = context.Depth;
        context.Depth = outer + depth;
        try
        {
            context.Tick();
            if (context.Depth > context.Limits.MaxDepth)
                throw context.TooDeep();
            context.EnsureStack();
        }
        catch (JsonataException fault) when (Complete(fault))
        {
            throw;
        }
        return outer;
    }

    /// <summary>Runs as a filter: what <see cref="Invocation"/> notes of a call, then <see cref="Complete"/>.</summary>
    private bool CompleteNative(JsonataException fault)
    {
        fault.PassThrough(place.Position, place.Token);
        return Complete(fault);
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
        try
        {
            return Sequences.Collapse(Invocation.Call(context, second, [first], frame), finish);
        }
        catch (JsonataException fault) when (Approximate(fault))
        {
            throw;
        }
    }

    /// <summary>Runs as a filter: says where the function was applied, and never catches.</summary>
    private bool Approximate(JsonataException fault)
    {
        fault.Approximate(position, (right as VariableNode)?.Name);
        return false;
    }
}

/// <summary>A function definition. Depth of the nodes of its body counts from the call.</summary>
/// <param name="scope">Its variables.</param>
/// <param name="parameters">The slots of its parameters.</param>
/// <param name="signature">Its signature; null for none.</param>
/// <param name="body">Its body.</param>
/// <param name="firstDepth">Nested evaluations until the first leaf of the body.</param>
/// <param name="keepsFrame">Whether a function made in the body may outlive the call.</param>
/// <param name="isWritable">Whether the body has no call in tail position.</param>
internal sealed class LambdaNode(Scope scope, int[] parameters, Signature? signature, Node body, int firstDepth, bool keepsFrame, bool isWritable) : Node
{
    public int[] Parameters { get; } = parameters;

    public Signature? Signature { get; } = signature;

    public bool IsWritable => isWritable;

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        // A closure keeps its frame, and with it all that the frame holds.
        context.ChargeObject(frame?.Slots.Length ?? 0);
        return Value.FromFunction(new Closure(this, input, frame));
    }

    /// <summary>Evaluates the body with the parameters bound.</summary>
    public Value Run(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame)
    {
        var inner = Enter(context, args, frame);
        var result = body.Eval(context, input, inner);
        if (!keepsFrame)
            context.Frames.Return(inner);
        return result;
    }

    /// <summary>Evaluates the body straight into the output; only where <see cref="IsWritable"/>.</summary>
    public bool Write(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame, JsonOutput output)
    {
        var inner = Enter(context, args, frame);
        var any = body.Write(context, input, inner, output);
        if (!keepsFrame)
            context.Frames.Return(inner);
        return any;
    }

    private Frame Enter(EvaluationContext context, ReadOnlySpan<Value> args, Frame? frame)
    {
        if (context.Depth + firstDepth > context.Limits.MaxDepth)
            throw context.TooDeep();
        var inner = keepsFrame ? new Frame(scope, frame, new Value[scope.Count]) : context.Frames.Rent(scope, frame);
        for (var i = 0; i < Parameters.Length; i++)
            inner.Bind(Parameters[i], i < args.Length ? args[i] : default);
        return inner;
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

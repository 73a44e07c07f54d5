using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Syntax;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Anything that can be called.</summary>
internal abstract class Function
{
    /// <summary>How many arguments higher-order functions pass: one, two or three.</summary>
    public abstract int Arity { get; }

    public virtual Signature? Signature => null;

    /// <summary>The call that the function was last applied by, as errors name it; null for functions that are shared.</summary>
    public virtual string? LastToken => null;

    public virtual int? LastPosition => null;

    public virtual void NoteCall(string? token, int? position)
    {
    }

    /// <summary>Applies the function to arguments that fit its signature.</summary>
    /// <param name="context">The state of the evaluation.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="input">The context at the call.</param>
    /// <param name="frame">The variables at the call.</param>
    public abstract Value Invoke(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame);

    /// <summary>The function itself, where this one only passes calls on.</summary>
    public virtual Function Unwrapped => this;

    /// <summary>This function with some arguments given and the others left open.</summary>
    /// <param name="given">What was given, null where it is open.</param>
    public virtual Function Bind(ReadOnlySpan<Value?> given) => PartialFunction.Create(this, given, Arity);
}

/// <summary>A function with some arguments given; the signature of a lambda is not checked again.</summary>
internal sealed class PartialFunction : Function
{
    private readonly Function _target;
    private readonly Value[] _arguments;
    private readonly int[] _open;

    private PartialFunction(Function target, Value[] arguments, int[] open)
    {
        _target = target;
        _arguments = arguments;
        _open = open;
    }

    public override int Arity => _open.Length;

    public static PartialFunction Create(Function target, ReadOnlySpan<Value?> given, int parameters)
    {
        var arguments = new Value[parameters];
        var open = new List<int>();
        for (var i = 0; i < parameters && i < given.Length; i++)
        {
            if (given[i] is { } value)
                arguments[i] = value;
            else
                open.Add(i);
        }
        return new PartialFunction(target, arguments, [.. open]);
    }

    public override Value Invoke(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame)
    {
        var all = (Value[])_arguments.Clone();
        for (var i = 0; i < _open.Length; i++)
            all[_open[i]] = i < args.Length ? args[i] : default;
        // The reference does not check here, and then works on whatever it gets; here a wrong type is a fault.
        if (_target is NativeFunction { Signature: { } signature } && !signature.Validate(context, all, default, out var completed))
            all = completed;
        return _target.Invoke(context, all, default, frame);
    }
}

/// <summary>A function that was passed as an argument: called without context, as built-in functions call it.</summary>
internal sealed class PassedFunction(Value target) : Function
{
    public override int Arity => target.Function.Arity;

    public override Function Unwrapped => target.Function.Unwrapped;

    public override Value Invoke(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame) =>
        Invocation.Call(context, target, args, frame);

    public override Function Bind(ReadOnlySpan<Value?> given) => target.Function.Bind(given);
}

/// <summary>What <c>f ~> g</c> gives: a function that applies f, then g.</summary>
internal sealed class ComposedFunction(Value first, Value second) : Function
{
    public override int Arity => 1;

    public override Value Invoke(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame)
    {
        var inner = Sequences.Collapse(Invocation.Call(context, first, [args.IsEmpty ? default : args[0]], frame));
        return Invocation.Call(context, second, [inner], frame);
    }
}

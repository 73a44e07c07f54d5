using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Syntax;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>A call of a built-in function. Arguments that were not given read as undefined.</summary>
internal readonly ref struct NativeCall(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame)
{
    private readonly ReadOnlySpan<Value> _args = args;

    public EvaluationContext Context { get; } = context;

    public Value Input { get; } = input;

    public Frame? Frame { get; } = frame;

    public int Count => _args.Length;

    public Value this[int index] => index < _args.Length ? _args[index] : default;

    /// <summary>Calls a function that was passed as an argument.</summary>
    public Value Invoke(in Value function, ReadOnlySpan<Value> args) => Invocation.Call(Context, function, args, Frame);
}

internal delegate Value NativeBody(in NativeCall call);

/// <summary>A built-in function; shared by all expressions.</summary>
/// <param name="name">The name without $.</param>
/// <param name="arity">Parameters of the reference's function, which decide what higher-order functions pass.</param>
/// <param name="signature">The signature; null where arguments are not checked.</param>
/// <param name="body">What it does.</param>
internal sealed class NativeFunction(string name, int arity, string? signature, NativeBody body) : Function
{
    public string Name { get; } = name;

    public override int Arity { get; } = arity;

    public override Signature? Signature { get; } = signature is null ? null : Signature.Parse(signature);

    public override Value Invoke(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame) =>
        body(new NativeCall(context, args, input, frame));
}

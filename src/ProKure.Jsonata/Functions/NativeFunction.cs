using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Syntax;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>A call of a built-in function. Arguments that were not given read as undefined.</summary>
internal readonly ref struct NativeCall
{
    private static readonly Value[] Missing = new Value[1];

    private readonly ReadOnlySpan<Value> _args;
    private readonly ref readonly Value _input;

    public NativeCall(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame)
    {
        Context = context;
        _args = args;
        _input = ref input;
        Frame = frame;
    }

    public EvaluationContext Context { get; }

    public ref readonly Value Input => ref _input;

    public Frame? Frame { get; }

    public int Count => _args.Length;

    public ref readonly Value this[int index] => ref index < _args.Length ? ref _args[index] : ref Missing[0];

    /// <summary>Calls a function that was passed as an argument.</summary>
    public Value Invoke(in Value function, ReadOnlySpan<Value> args) => Invocation.Call(Context, function, args, Frame);
}

internal delegate Value NativeBody(in NativeCall call);

/// <summary>Evaluates straight into the output; false where the result is undefined.</summary>
internal delegate bool NativeWriter(in NativeCall call, bool keepsSingleton, JsonOutput output);

/// <summary>A built-in function; shared by all expressions.</summary>
/// <param name="name">The name without $.</param>
/// <param name="arity">Parameters of the reference's function, which decide what higher-order functions pass.</param>
/// <param name="signature">The signature; null where arguments are not checked.</param>
/// <param name="body">What it does.</param>
/// <param name="writer">Does the same into the output, where that saves making the result; null where it does not.</param>
internal sealed class NativeFunction(string name, int arity, string? signature, NativeBody body, NativeWriter? writer = null) : Function
{
    public string Name { get; } = name;

    public override int Arity { get; } = arity;

    public override Signature? Signature { get; } = signature is null ? null : Signature.Parse(signature);

    public NativeWriter? Writer => writer;

    public override Value Invoke(EvaluationContext context, ReadOnlySpan<Value> args, in Value input, Frame? frame) =>
        body(new NativeCall(context, args, input, frame));
}

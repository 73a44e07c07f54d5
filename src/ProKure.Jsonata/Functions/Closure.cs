using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Syntax;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>A lambda together with the context and the variables where it was made.</summary>
internal sealed class Closure(LambdaNode lambda, Value input, Frame? frame) : Function
{
    private string? _token;
    private int? _position;

    public override int Arity => lambda.Parameters.Length;

    public override Signature? Signature => lambda.Signature;

    public override string? LastToken => _token;

    public override int? LastPosition => _position;

    public override void NoteCall(string? token, int? position)
    {
        if (position is null)
            return;
        _token = token;
        _position = position;
    }

    /// <summary>Whether the result can be written without making it first.</summary>
    public bool IsWritable => lambda.IsWritable;

    public override Value Invoke(EvaluationContext context, ReadOnlySpan<Value> args, in Value input1, Frame? frame1) =>
        lambda.Run(context, args, input, frame);

    /// <summary>Writes the result into the output; false where it is undefined.</summary>
    public bool Write(EvaluationContext context, ReadOnlySpan<Value> args, JsonOutput output) => lambda.Write(context, args, input, frame, output);
}

using ProKure.Jsonata.Compilation;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Functions that evaluate expressions given as strings.</summary>
internal static class EvaluationFunctions
{
    public static NativeFunction[] All { get; } = [new("eval", 2, "<sx?:x>", Evaluate)];

    private static Value Evaluate(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        var text = call[0].AsString();
        call.Context.Tick(text.Length);
        var focus = call[1].IsUndefined ? call.Input : call[1];
        if (!call[1].IsUndefined && focus.IsArray && !focus.IsSequence)
            focus = Value.FromArray(call.Context.NewArray(focus, ArrayFlags.Sequence | ArrayFlags.OuterWrapper));
        var node = Compile(text, call.Context.Limits, call.Context.Functions);
        var depth = call.Context.Depth;
        try
        {
            return node.Eval(call.Context, focus, call.Frame);
        }
        catch (JsonataException fault) when (!IsGuard(fault))
        {
            throw new JsonataException(
                "D3121", $"Dynamic error evaluating the expression passed to $eval: {fault.Message}", value: fault.Message, innerException: fault);
        }
        finally
        {
            call.Context.Depth = depth;
        }
    }

    private static Evaluation.Node Compile(string text, JsonataLimits limits, FunctionTable functions)
    {
        try
        {
            return Compiler.CompileInner(text, limits, functions);
        }
        catch (JsonataException fault) when (!IsGuard(fault))
        {
            throw new JsonataException(
                "D3120", $"Syntax error in the expression passed to $eval: {fault.Message}", value: fault.Message, innerException: fault);
        }
    }

    /// <summary>Whether a guard has stopped the evaluation, which is to be seen from outside as what it is.</summary>
    private static bool IsGuard(JsonataException fault) => fault.Code is "D1011" or "D1012" or [.. "D101", >= '4'] or [.. "D102", _];
}

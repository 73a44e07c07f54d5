using ProKure.Jsonata.Functions;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>A call in tail position, handed back to the loop that applies functions so that the stack does not grow.</summary>
internal sealed record TailCall(Value Callee, Value[] Arguments, string? Token, int Position);

/// <summary>Applies functions: checks arguments, counts depth, loops over calls in tail position, says in errors which call failed.</summary>
internal static class Invocation
{
    /// <summary>Applies a function on behalf of a built-in function, which has no context to pass on.</summary>
    public static Value Call(EvaluationContext context, in Value callee, ReadOnlySpan<Value> args, Frame? frame) =>
        Apply(context, callee, args, Value.Null, frame, token: null, position: null);

    public static Value Apply(
        EvaluationContext context, in Value callee, ReadOnlySpan<Value> args, in Value input, Frame? frame, string? token, int? position)
    {
        var result = ApplyOnce(context, callee, args, input, frame, token, position);
        while (result.Kind == ValueKind.TailCall)
        {
            var next = result.TailCall;
            if (next.Callee.IsObject || next.Callee.IsArray)
                throw NoFunction(next.Callee, next.Position, next.Token);
            result = ApplyOnce(context, next.Callee, next.Arguments, input, frame, next.Token, next.Position);
        }
        return result;
    }

    /// <summary>Applies a function on behalf of a built-in function that writes its result; false where it is undefined.</summary>
    public static bool Write(EvaluationContext context, in Value callee, ReadOnlySpan<Value> args, Frame? frame, JsonOutput output)
    {
        if (callee.IsFunction && callee.Function is Closure { IsWritable: true } closure)
            return WriteOnce(context, closure, args, output);
        var result = Call(context, callee, args, frame);
        if (result.IsUndefined)
            return false;
        ValueText.Write(output, result, context);
        return true;
    }

    private static bool WriteOnce(EvaluationContext context, Closure closure, ReadOnlySpan<Value> args, JsonOutput output)
    {
        context.Tick();
        if (context.Depth > context.Limits.MaxDepth)
            throw context.TooDeep();
        context.EnsureStack();
        try
        {
            if (closure.Signature is { } signature && !signature.Validate(context, args, Value.Null, out var completed))
                args = completed;
            return closure.Write(context, args, output);
        }
        catch (JsonataException fault) when (PassThrough(fault, closure, token: null, position: null))
        {
            throw;
        }
    }

    private static Value ApplyOnce(
        EvaluationContext context, in Value callee, ReadOnlySpan<Value> args, in Value input, Frame? frame, string? token, int? position)
    {
        if (!callee.IsFunction)
            throw NoFunction(callee, position: null, token: null);
        context.Tick();
        if (context.Depth > context.Limits.MaxDepth)
            throw context.TooDeep();
        context.EnsureStack();
        var function = callee.Function;
        function.NoteCall(token, position);
        try
        {
            if (function.Signature is { } signature && !signature.Validate(context, args, input, out var completed))
                args = completed;
            return function.Invoke(context, args, input, frame);
        }
        catch (JsonataException fault) when (PassThrough(fault, function, token, position))
        {
            throw;
        }
    }

    private static JsonataException NoFunction(in Value callee, int? position, string? token) =>
        new("T1006", $"Expected a function to call, got {callee.Describe()}", position, token);

    /// <summary>Runs as a filter: notes the call while the stack still stands, and never catches.</summary>
    private static bool PassThrough(JsonataException fault, Function function, string? token, int? position)
    {
        fault.PassThrough(function.LastPosition ?? position, function.LastToken ?? token);
        return false;
    }
}

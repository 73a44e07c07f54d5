using ProKure.Jsonata.Functions;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary><c>$</c>: the context.</summary>
internal sealed class ContextNode(Finish finish) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame) =>
        Sequences.Collapse(input.IsOuterWrapper ? input.Array[0] : input, finish);
}

/// <summary>A place where a variable may be bound.</summary>
internal readonly record struct VariablePlace(Scope Scope, int Slot);

/// <summary>A variable: the innermost place where it is bound by now, else a binding of the caller, else a function of that name.</summary>
/// <param name="name">The name without the dollar sign.</param>
/// <param name="places">Where the expression may bind it.</param>
/// <param name="known">The function of that name, where the expression cannot bind it; null for none.</param>
/// <param name="finish">What happens to a sequence.</param>
internal sealed class VariableNode(string name, VariablePlace[] places, Function? known, Finish finish) : Node
{
    public string Name { get; } = name;

    /// <summary>The function of that name, where only the caller of the evaluation can bind another value.</summary>
    public Function? Known => known;

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame) =>
        Sequences.Collapse(Find(context, frame), finish);

    public Value Find(EvaluationContext context, Frame? frame)
    {
        if (places.Length > 0)
        {
            for (var current = frame; current is not null; current = current.Parent)
                foreach (var place in places)
                    if (current.Scope == place.Scope)
                    {
                        var value = current.Slots[place.Slot];
                        if (!value.IsUndefined)
                            return value.Kind == ValueKind.BoundUndefined ? default : value;
                    }
        }
        return known is not null && context.Bindings is null ? Value.FromFunction(known) : FreeVariable.Find(context, Name);
    }
}

/// <summary>A variable looked up by name, where code given to <c>$eval</c> may bind it.</summary>
internal sealed class NamedVariableNode(string name, Finish finish) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        for (var current = frame; current is not null; current = current.Parent)
            if (current.TryGet(name, out var value))
                return Sequences.Collapse(value, finish);
        return Sequences.Collapse(FreeVariable.Find(context, name), finish);
    }
}

/// <summary>Variables that the expression does not bind itself.</summary>
internal static class FreeVariable
{
    private const string Root = "$";

    public static Value Find(EvaluationContext context, string name)
    {
        if (string.Equals(name, Root, StringComparison.Ordinal))
            return context.Root;
        if (context.Bindings is not null && context.Bindings.TryGetValue(name, out var value))
            return value;
        return context.Functions.Find(name) is { } function ? Value.FromFunction(function) : default;
    }
}

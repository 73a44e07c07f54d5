using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>A compiled part of an expression. Immutable, shared by all threads; all state is in the context and in frames.</summary>
internal abstract class Node
{
    /// <summary>Evaluates over the context value <paramref name="input"/> with the variables of <paramref name="frame"/>.</summary>
    public abstract Value Eval(EvaluationContext context, in Value input, Frame? frame);

    /// <summary>
    /// Evaluates straight into the output, where the value is needed for nothing else. False where it is undefined: then nothing is written.
    /// Gives what <see cref="Eval"/> gives, without making objects and arrays on the way.
    /// </summary>
    public virtual bool Write(EvaluationContext context, in Value input, Frame? frame, JsonOutput output)
    {
        var value = Eval(context, input, frame);
        if (value.IsUndefined)
            return false;
        ValueText.Write(output, value, context);
        return true;
    }
}

/// <summary>A value known when compiling.</summary>
internal sealed class ConstantNode(Value value) : Node
{
    public Value Value { get; } = value;

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame) => Value;
}

/// <summary>A property of the context.</summary>
internal sealed class NameNode(PropertyName name, Finish finish) : Node
{
    public PropertyName Name { get; } = name;

    public override Value Eval(EvaluationContext context, in Value input, Frame? frame) =>
        input.IsArray ? Sequences.Collapse(Sequences.Lookup(input, Name, context), finish) : input.GetProperty(Name);
}

/// <summary>Predicates, grouping and <c>[]</c> on an expression that is not a path.</summary>
internal sealed class RefinedNode(Node inner, FilterNode[] filters, GroupNode? group, Finish finish) : Node
{
    public override Value Eval(EvaluationContext context, in Value input, Frame? frame)
    {
        var result = inner.Eval(context, input, frame);
        var isItem = false;
        foreach (var filter in filters)
        {
            result = filter.Apply(context, result, frame);
            isItem = !result.IsArray;
        }
        if (group is not null)
            return group.Apply(context, result, frame);
        if (isItem && finish == Finish.KeepArray)
            return Value.FromArray(context.NewArray(result, ArrayFlags.Sequence | ArrayFlags.KeepSingleton));
        return Sequences.Collapse(result, finish);
    }
}

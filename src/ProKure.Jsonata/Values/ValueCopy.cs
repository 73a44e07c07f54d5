using System.Globalization;
using System.Runtime.CompilerServices;
using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Values;

/// <summary>Copies of values as objects and arrays of their own, down to the leaves.</summary>
internal static class ValueCopy
{
    /// <summary>Builds the value; of properties with the same name the last one wins, at the place of the first.</summary>
    /// <remarks>Depth is that of the input, which is limited.</remarks>
    public static Value Build(in Value value, EvaluationContext context)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw EvaluationContext.StackOverflow();
        if (value.IsArray)
        {
            var array = context.NewArray();
            foreach (var item in value.EnumerateItems())
                array.Add(Build(item, context), context);
            return Value.FromArray(array);
        }
        if (!value.IsObject)
            return value;
        context.ChargeObject(0);
        var result = new JsonObject();
        var properties = value.EnumerateProperties();
        while (properties.MoveNext())
        {
            context.ChargeValues(1);
            result.Set(properties.Key, Build(properties.Value, context));
        }
        return Value.FromObject(result);
    }

    /// <summary>What <c>$clone</c> gives: as written to JSON and read again. Numbers and strings of the input stay as they were written.</summary>
    public static Value Clone(in Value value, EvaluationContext context, int depth = 0)
    {
        ValueText.CheckDepth(context, depth);
        context.Tick();
        switch (value.Kind)
        {
            case ValueKind.Function:
                return Value.FromString("");
            case ValueKind.Number:
                var number = value.AsNumber();
                if (!double.IsFinite(number))
                    throw ValueText.OutOfRange(number);
                return number == Math.Truncate(number)
                    ? value
                    : Value.FromNumber(double.Parse(Numbers.NumberText.FormatRounded(number), CultureInfo.InvariantCulture));
            case ValueKind.Array or ValueKind.RawArray:
                if (value.IsOuterWrapper)
                    return Clone(value.ItemAt(0), context, depth);
                var array = context.NewArray();
                foreach (var item in value.EnumerateItems())
                    array.Add(item.IsUndefined ? Value.Null : Clone(item, context, depth + 1), context);
                return Value.FromArray(array);
            case ValueKind.Object or ValueKind.RawObject:
                context.ChargeObject(0);
                var result = new JsonObject();
                var properties = value.EnumerateProperties();
                while (properties.MoveNext())
                {
                    if (properties.Value.IsUndefined)
                        continue;
                    context.ChargeValues(1);
                    result.Set(properties.Key, Clone(properties.Value, context, depth + 1));
                }
                return Value.FromObject(result);
            default:
                return value;
        }
    }
}

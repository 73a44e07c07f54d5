using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Evaluation;

/// <summary>What counts as true.</summary>
internal static class Truth
{
    /// <summary>What <c>$boolean</c> gives; false for undefined.</summary>
    public static bool Of(in Value value, EvaluationContext context, int depth = 0)
    {
        switch (value.Kind)
        {
            case ValueKind.Boolean:
                return value.IsTrue;
            case ValueKind.Number or ValueKind.RawNumber:
                return IsNumeric(value, out var number) && number != 0;
            case ValueKind.String:
                return value.AsString().Length > 0;
            case ValueKind.RawString:
                return value.Table.GetRaw(value.Row).Length > 2;
            case ValueKind.Object or ValueKind.RawObject:
                var properties = value.EnumerateProperties();
                return properties.MoveNext();
            case ValueKind.Array or ValueKind.RawArray:
                ValueText.CheckDepth(context, depth);
                var any = false;
                foreach (var item in value.EnumerateItems())
                {
                    context.Tick();
                    any |= Of(item, context, depth + 1);
                }
                return any;
            default:
                return false;
        }
    }

    /// <summary>What JavaScript takes for true: the comparators of <c>$sort</c> are read this way.</summary>
    public static bool OfScript(in Value value) => value.Kind switch
    {
        ValueKind.Undefined or ValueKind.Null => false,
        ValueKind.Boolean => value.IsTrue,
        ValueKind.Number or ValueKind.RawNumber => value.AsNumber() is not (0 or double.NaN),
        ValueKind.String or ValueKind.RawString => value.AsString().Length > 0,
        _ => true,
    };

    /// <summary>Whether the value is a number that can be calculated with.</summary>
    /// <exception cref="JsonataException">D1001: it is infinite.</exception>
    public static bool IsNumeric(in Value value, out double number)
    {
        number = value.IsNumber ? value.AsNumber() : double.NaN;
        return double.IsInfinity(number) ? throw ValueText.OutOfRange(number) : !double.IsNaN(number);
    }
}

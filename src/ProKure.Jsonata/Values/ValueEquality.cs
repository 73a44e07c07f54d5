using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Values;

/// <summary>Equality by value: arrays item by item, objects property by property in any order.</summary>
internal static class ValueEquality
{
    public static bool AreEqual(in Value left, in Value right, EvaluationContext context, int depth = 0)
    {
        if (left.IsString)
            return right.IsString && left.StringEquals(right);
        if (left.IsNumber)
            return right.IsNumber && left.AsNumber() == right.AsNumber();
        if (left.IsArray)
            return right.IsArray && ArraysAreEqual(left, right, context, depth);
        if (left.IsObject)
            return right.IsObject && ObjectsAreEqual(left, right, context, depth);
        return left.IsSame(right);
    }

    private static bool ArraysAreEqual(in Value left, in Value right, EvaluationContext context, int depth)
    {
        ValueText.CheckDepth(context, depth);
        if (left.Count != right.Count)
            return false;
        var others = right.EnumerateItems();
        foreach (var item in left.EnumerateItems())
        {
            context.Tick();
            others.MoveNext();
            if (!AreEqual(item, others.Current, context, depth + 1))
                return false;
        }
        return true;
    }

    private static bool ObjectsAreEqual(in Value left, in Value right, EvaluationContext context, int depth)
    {
        ValueText.CheckDepth(context, depth);
        if (CountProperties(left) != CountProperties(right))
            return false;
        var properties = left.EnumerateProperties();
        while (properties.MoveNext())
        {
            context.Tick();
            var other = right.GetProperty(PropertyName.Of(properties.Key));
            if (other.IsUndefined || !AreEqual(properties.Value, other, context, depth + 1))
                return false;
        }
        return true;
    }

    public static int CountProperties(in Value value)
    {
        if (value.Kind == ValueKind.Object)
            return value.Object.Count;
        return value.Kind == ValueKind.RawObject ? value.Table.CountItems(value.Row) : 0;
    }
}

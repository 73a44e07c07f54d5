using System.Text;
using ProKure.Jsonata.Evaluation;

namespace ProKure.Jsonata.Values;

/// <summary>Values as keys of a set, equal by value.</summary>
internal sealed class ValueComparer(EvaluationContext context) : IEqualityComparer<Value>
{
    private const int MaxOnStack = 128;

    public bool Equals(Value x, Value y) => ValueEquality.AreEqual(x, y, context);

    public int GetHashCode(Value obj) => Hash(obj, 0);

    /// <summary>The hash of the decoded text, also where the text is not decoded.</summary>
    private static int HashString(in Value value)
    {
        if (value.Kind == ValueKind.RawString && value.Table.TryGetPlainString(value.Row, out var utf8) && utf8.Length <= MaxOnStack)
        {
            Span<char> text = stackalloc char[MaxOnStack];
            return string.GetHashCode(text[..Encoding.UTF8.GetChars(utf8, text)], StringComparison.Ordinal);
        }
        return value.AsString().GetHashCode(StringComparison.Ordinal);
    }

    private int Hash(in Value value, int depth)
    {
        if (value.IsString)
            return HashString(value);
        if (value.IsNumber)
            return value.AsNumber() == 0 ? 0 : value.AsNumber().GetHashCode();
        if (value.IsArray)
        {
            ValueText.CheckDepth(context, depth);
            var hash = default(HashCode);
            foreach (var item in value.EnumerateItems())
            {
                context.Tick();
                hash.Add(Hash(item, depth + 1));
            }
            return hash.ToHashCode();
        }
        if (!value.IsObject)
            return HashCode.Combine(value.Kind, value.IsTrue);
        ValueText.CheckDepth(context, depth);
        var sum = 1;
        var properties = value.EnumerateProperties();
        while (properties.MoveNext())
        {
            context.Tick();
            // Added up, since the order of properties does not matter.
            sum = unchecked(sum + HashCode.Combine(properties.Key, Hash(properties.Value, depth + 1)));
        }
        return sum;
    }
}

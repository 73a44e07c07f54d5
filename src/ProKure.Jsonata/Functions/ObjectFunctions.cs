using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Object functions, and those about any value.</summary>
internal static class ObjectFunctions
{
    public static NativeFunction[] All { get; } =
    [
        new("keys", 1, "<x-:a<s>>", Keys),
        new("lookup", 2, "<x-s:x>", Lookup),
        new("spread", 1, "<x-:a<o>>", (in NativeCall call) => Spread(call.Context, call[0], 0)),
        new("merge", 1, "<a<o>:o>", Merge),
        new("type", 1, "<x:s>", Type),
        new("error", 1, "<s?:x>", Error),
        new("assert", 2, "<bs?:x>", Assert),
        new("clone", 1, "<(oa)-:o>", (in NativeCall call) => ValueCopy.Clone(call[0], call.Context)),
    ];

    private static Value Keys(in NativeCall call)
    {
        var result = Sequences.New(call.Context);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        CollectKeys(call.Context, call[0], result, seen, 0);
        return Value.FromArray(result);
    }

    private static void CollectKeys(EvaluationContext context, in Value value, JsonArray result, HashSet<string> seen, int depth)
    {
        ValueText.CheckDepth(context, depth);
        if (value.IsArray)
        {
            foreach (var item in value.EnumerateItems())
            {
                context.Tick();
                CollectKeys(context, item, result, seen, depth + 1);
            }
            return;
        }
        var properties = value.EnumerateProperties();
        while (properties.MoveNext())
        {
            context.Tick();
            var key = properties.Key;
            if (seen.Add(key))
                result.Add(Value.FromString(key), context);
        }
    }

    private static Value Lookup(in NativeCall call) =>
        call[1].IsUndefined ? default : Sequences.Lookup(call[0], PropertyKey.Of(call[1]), call.Context);

    private static Value Spread(EvaluationContext context, in Value value, int depth)
    {
        ValueText.CheckDepth(context, depth);
        if (!value.IsArray && !value.IsObject)
            return value;
        var result = Sequences.New(context);
        if (value.IsArray)
        {
            foreach (var item in value.EnumerateItems())
            {
                context.Tick();
                var parts = Spread(context, item, depth + 1);
                if (parts.IsUndefined)
                    continue;
                // Appending makes a plain array of the sequence: it no longer collapses.
                result.Flags = ArrayFlags.None;
                foreach (var part in parts.EnumerateItems())
                    result.Add(part, context);
            }
            return Value.FromArray(result);
        }
        var properties = value.EnumerateProperties();
        while (properties.MoveNext())
        {
            context.Tick();
            context.ChargeObject(1);
            var single = new JsonObject();
            single.Set(properties.Key, properties.Value);
            result.Add(Value.FromObject(single), context);
        }
        return Value.FromArray(result);
    }

    private static Value Merge(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        var result = new JsonObject();
        foreach (var item in call[0].EnumerateItems())
        {
            var properties = item.EnumerateProperties();
            while (properties.MoveNext())
            {
                call.Context.ChargeValues(1);
                call.Context.Tick();
                result.Set(properties.Key, properties.Value);
            }
        }
        return Value.FromObject(result);
    }

    private static Value Type(in NativeCall call)
    {
        var value = call[0];
        return value.TypeLetter switch
        {
            'm' => default,
            'l' => Value.FromString("null"),
            'n' => Value.FromString(Truth.IsNumeric(value, out _) ? "number" : "object"),
            's' => Value.FromString("string"),
            'b' => Value.FromString("boolean"),
            'a' => Value.FromString("array"),
            'f' => Value.FromString("function"),
            _ => Value.FromString("object"),
        };
    }

    private static Value Error(in NativeCall call) =>
        throw new JsonataException("D3137", Message(call[0], "$error() function evaluated"));

    private static Value Assert(in NativeCall call) =>
        call[0].IsTrue ? default : throw new JsonataException("D3141", Message(call[1], "$assert() statement failed"));

    private static string Message(in Value message, string standard) =>
        message.IsUndefined || message.AsString().Length == 0 ? standard : message.AsString();
}

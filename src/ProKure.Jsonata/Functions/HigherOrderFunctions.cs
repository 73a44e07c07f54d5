using ProKure.Jsonata.Evaluation;
using ProKure.Jsonata.Values;

namespace ProKure.Jsonata.Functions;

/// <summary>Functions that call functions. How many arguments these get follows from how many they take.</summary>
internal static class HigherOrderFunctions
{
    public static NativeFunction[] All { get; } =
    [
        new("map", 2, "<af>", Map, WriteMap),
        new("filter", 2, "<af>", Filter),
        new("single", 2, "<af?>", Single),
        new("reduce", 3, "<afj?:j>", Reduce),
        new("sift", 2, "<o-f?:o>", Sift),
        new("each", 2, "<o-f:a>", Each),
    ];

    private static Value Call(in NativeCall call, in Value item, in Value key, in Value all)
    {
        var function = call[1];
        call.Context.Tick();
        return (function.IsFunction ? function.Function.Arity : 0) switch
        {
            >= 3 => call.Invoke(function, [item, key, all]),
            2 => call.Invoke(function, [item, key]),
            _ => call.Invoke(function, [item]),
        };
    }

    private static Value Map(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        var result = Sequences.New(call.Context);
        var index = 0;
        foreach (var item in call[0].EnumerateItems())
        {
            var mapped = Call(call, item, Value.FromNumber(index++), call[0]);
            if (!mapped.IsUndefined)
                result.Add(mapped, call.Context);
        }
        return Value.FromArray(result);
    }

    private static bool WriteMap(in NativeCall call, bool keepsSingleton, JsonOutput output)
    {
        if (call[0].IsUndefined)
            return false;
        var array = new ArrayWriter(output);
        var index = 0;
        foreach (var item in call[0].EnumerateItems())
        {
            array.Separate();
            array.Note(WriteCall(call, item, Value.FromNumber(index++), call[0], output), call.Context);
        }
        return array.Close(keepsSingleton);
    }

    private static bool WriteCall(in NativeCall call, in Value item, in Value key, in Value all, JsonOutput output)
    {
        var function = call[1];
        call.Context.Tick();
        return (function.IsFunction ? function.Function.Arity : 0) switch
        {
            >= 3 => Invocation.Write(call.Context, function, [item, key, all], call.Frame, output),
            2 => Invocation.Write(call.Context, function, [item, key], call.Frame, output),
            _ => Invocation.Write(call.Context, function, [item], call.Frame, output),
        };
    }

    private static Value Filter(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        var result = Sequences.New(call.Context);
        var index = 0;
        foreach (var item in call[0].EnumerateItems())
            if (Truth.Of(Call(call, item, Value.FromNumber(index++), call[0]), call.Context))
                result.Add(item, call.Context);
        return Value.FromArray(result);
    }

    private static Value Single(in NativeCall call)
    {
        if (call[0].IsUndefined)
            return default;
        var found = false;
        Value result = default;
        var index = 0;
        foreach (var item in call[0].EnumerateItems())
        {
            var matches = call[1].IsUndefined || Truth.Of(Call(call, item, Value.FromNumber(index), call[0]), call.Context);
            index++;
            if (!matches)
                continue;
            if (found)
                throw new JsonataException("D3138", "$single() expected exactly 1 matching result, and matched more");
            (result, found) = (item, true);
        }
        return found ? result : throw new JsonataException("D3139", "$single() expected exactly 1 matching result, and matched none");
    }

    private static Value Reduce(in NativeCall call)
    {
        var (array, function) = (call[0], call[1]);
        if (array.IsUndefined)
            return default;
        var arity = function.IsFunction ? function.Function.Arity : 0;
        if (arity < 2)
            throw new JsonataException("D3050", "The second argument of $reduce must be a function with at least two arguments");
        var result = call[2];
        var index = 0;
        foreach (var item in array.EnumerateItems())
        {
            call.Context.Tick();
            if (index == 0 && result.IsUndefined && call[2].IsUndefined)
            {
                result = item;
                index++;
                continue;
            }
            Value position = Value.FromNumber(index++);
            result = arity switch
            {
                2 => call.Invoke(function, [result, item]),
                3 => call.Invoke(function, [result, item, position]),
                _ => call.Invoke(function, [result, item, position, array]),
            };
        }
        return result;
    }

    private static Value Sift(in NativeCall call)
    {
        var result = new JsonObject();
        var properties = call[0].EnumerateProperties();
        while (properties.MoveNext())
        {
            var key = properties.Key;
            if (!Truth.Of(Call(call, properties.Value, Value.FromString(key), call[0]), call.Context))
                continue;
            call.Context.ChargeValues(1);
            result.Set(key, properties.Value);
        }
        return result.Count == 0 ? default : Value.FromObject(result);
    }

    private static Value Each(in NativeCall call)
    {
        var result = Sequences.New(call.Context);
        var properties = call[0].EnumerateProperties();
        while (properties.MoveNext())
        {
            var mapped = Call(call, properties.Value, Value.FromString(properties.Key), call[0]);
            if (!mapped.IsUndefined)
                result.Add(mapped, call.Context);
        }
        return Value.FromArray(result);
    }
}

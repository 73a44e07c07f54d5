using System.Text.Json.Nodes;

namespace ProKure.Jsonata.Tests.Differential;

/// <summary>Makes a failing case small: leaves out parts of expression and input as long as it still fails.</summary>
internal static class Shrinker
{
    private const int MaxTries = 3000;

    public static async Task<DifferentialCase> ShrinkAsync(DifferentialCase failing, Func<DifferentialCase, Task<bool>> stillFails)
    {
        var tries = 0;
        for (var again = true; again && tries < MaxTries;)
        {
            again = false;
            foreach (var candidate in Candidates(failing))
            {
                if (++tries > MaxTries)
                    break;
                if (!await stillFails(candidate))
                    continue;
                failing = candidate;
                again = true;
                break;
            }
        }

        return failing;
    }

    private static IEnumerable<DifferentialCase> Candidates(DifferentialCase one)
    {
        var length = one.Expression.ToString().Length;
        foreach (var expression in one.Expression.Smaller())
        {
            if (expression.ToString().Length < length)
                yield return one with { Expression = expression };
        }

        if (!one.Undefined)
        {
            foreach (var input in Smaller(one.Input))
                yield return one with { Input = input };
        }
    }

    private static IEnumerable<JsonNode?> Smaller(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject properties:
                foreach (var (name, value) in properties)
                {
                    yield return value?.DeepClone();
                    var without = (JsonObject)properties.DeepClone();
                    without.Remove(name);
                    yield return without;
                }

                foreach (var (name, value) in properties)
                {
                    foreach (var smaller in Smaller(value))
                    {
                        var copy = (JsonObject)properties.DeepClone();
                        copy[name] = smaller;
                        yield return copy;
                    }
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    yield return items[i]?.DeepClone();
                    var without = (JsonArray)items.DeepClone();
                    without.RemoveAt(i);
                    yield return without;
                }

                for (var i = 0; i < items.Count; i++)
                {
                    foreach (var smaller in Smaller(items[i]))
                    {
                        var copy = (JsonArray)items.DeepClone();
                        copy[i] = smaller;
                        yield return copy;
                    }
                }

                break;
        }
    }
}

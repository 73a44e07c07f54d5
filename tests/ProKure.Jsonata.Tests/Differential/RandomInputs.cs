using System.Text.Json.Nodes;

namespace ProKure.Jsonata.Tests.Differential;

/// <summary>Makes inputs whose shapes meet the paths of <see cref="RandomExpressions"/>: few names, arrays of arrays, mixed kinds.</summary>
internal sealed class RandomInputs(Random random)
{
    public static readonly string[] Names = ["a", "b", "c", "id", "name", "price", "qty", "tags", "items", "order id"];

    public static readonly string[] Numbers =
    [
        "0", "1", "2", "3", "5", "-1", "-2.5", "0.1", "0.2", "0.5", "1.5", "2.5", "10", "34.45", "21.67", "100", "1e3", "1e21", "1e-7", "123456789.123456789",
        "9007199254740991", "-0.000001", "3.14159", "0.1234567890123456", "68.9", "1e20",
    ];

    public static readonly string[] Texts =
        ["", "a", "b", "A", "x", "1", "12", "-3.5", "hello", "Hello World", "a,b,c", "foo bar", " trim  me ", "ß", "é😀z", "2018-03-27", "true", "null", "id", "aab", "10", "z"];

    /// <summary>The input of one case; null where it is undefined.</summary>
    public JsonNode? Next(out bool undefined)
    {
        undefined = random.Next(40) == 0;
        return random.Next(20) switch
        {
            < 14 => Object(4),
            < 18 => Array(4),
            _ => Value(2),
        };
    }

    private JsonNode? Value(int depth) => random.Next(depth > 0 ? 20 : 11) switch
    {
        < 5 => JsonNode.Parse(Numbers[random.Next(Numbers.Length)]),
        < 9 => JsonValue.Create(Texts[random.Next(Texts.Length)]),
        9 => random.Next(3) == 0 ? null : JsonValue.Create(random.Next(2) == 0),
        10 => JsonValue.Create(random.Next(2) == 0),
        < 16 => Array(depth - 1),
        _ => Object(depth - 1),
    };

    private JsonArray Array(int depth)
    {
        var array = new JsonArray();
        var count = random.Next(10) switch { 0 => 0, < 3 => 1, < 8 => 2 + random.Next(3), _ => 5 };
        switch (random.Next(10))
        {
            case < 5:
                for (var i = 0; i < count; i++)
                    array.Add(Object(depth - 1));
                break;
            case < 7:
                for (var i = 0; i < count; i++)
                    array.Add(JsonNode.Parse(Numbers[random.Next(Numbers.Length)]));
                break;
            case < 8:
                for (var i = 0; i < count; i++)
                    array.Add(Texts[random.Next(Texts.Length)]);
                break;
            default:
                for (var i = 0; i < count; i++)
                    array.Add(Value(depth - 1));
                break;
        }

        return array;
    }

    private JsonObject Object(int depth)
    {
        var result = new JsonObject();
        for (var i = random.Next(depth > 0 ? 7 : 4); i > 0; i--)
            result[Names[random.Next(Names.Length)]] = Value(depth - 1);
        return result;
    }
}

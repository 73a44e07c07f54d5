using System.Globalization;

namespace ProKure.Integrations.MongoDb.Tests.Bson;

/// <summary>JSON texts with what is hard about them: white space, escapes, numbers of all lengths, names that repeat.</summary>
internal static class RandomJson
{
    private static readonly string[] Texts = ["", "a", "a", "b", "$", "a.b", "é", "\\u00e9", "\\ud83d\\udc69", "\\n", "long name with blanks", "\\\"", "\\\\", "_id"];

    public static string Make(Random random, int depth)
    {
        var blank = random.Next(3) == 0 ? " " : "";
        return blank + random.Next(depth > 0 ? 7 : 5) switch
        {
            0 => Number(random),
            1 => $"\"{Texts[random.Next(Texts.Length)]}\"",
            2 => random.Next(2) == 0 ? "true" : "false",
            3 => "null",
            4 => Number(random),
            5 => $"[{blank}{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => Make(random, depth - 1)))}]",
            _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => $"\"{Texts[random.Next(Texts.Length)]}\"{blank}:{Make(random, depth - 1)}"))}}}",
        } + blank;
    }

    private static string Number(Random random)
    {
        var sign = random.Next(2) == 0 ? "-" : "";
        var whole = random.Next(3) == 0 ? "0" : string.Concat(random.Next(1, 10), Digits(random, random.Next(40)));
        var fraction = random.Next(2) == 0 ? $".{random.Next(10)}{Digits(random, random.Next(20))}" : "";
        var exponent = random.Next(3) == 0 ? $"{"eE"[random.Next(2)]}{(random.Next(2) == 0 ? "-" : "+")}{random.Next(400).ToString(CultureInfo.InvariantCulture)}" : "";
        return sign + whole + fraction + exponent;
    }

    private static string Digits(Random random, int count) => string.Concat(Enumerable.Range(0, count).Select(_ => random.Next(10)));
}

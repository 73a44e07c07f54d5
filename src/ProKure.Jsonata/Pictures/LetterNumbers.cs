using System.Text;

namespace ProKure.Jsonata.Pictures;

/// <summary>Integers as Roman numerals and as letters (a to z, then aa, ab and so on).</summary>
internal static class LetterNumbers
{
    // A million letters M; one more digit would be a text that nobody reads and some limit forbids.
    private const double LargestRoman = 1e9;

    private static readonly (int Value, string Letters)[] Numerals =
    [
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"),
        (4, "iv"), (1, "i"),
    ];

    /// <summary>The Roman numeral in lower case; empty for 0.</summary>
    /// <exception cref="JsonataException">D1016: the numeral would be longer than a million letters.</exception>
    public static string WriteRoman(double value)
    {
        if (value >= LargestRoman)
            throw new JsonataException("D1016", "The number is too large for a Roman numeral; the limit is 1e9");
        var rest = (int)value;
        var text = new StringBuilder();
        foreach (var (numeral, letters) in Numerals)
        {
            for (; rest >= numeral; rest -= numeral)
                text.Append(letters);
        }

        return text.ToString();
    }

    /// <summary>Reads a Roman numeral in upper case, also one that no Roman would write; NaN for other letters.</summary>
    public static double ReadRoman(string text)
    {
        double sum = 0;
        double largest = 0;
        for (var i = text.Length - 1; i >= 0; i--)
        {
            double value = text[i] switch { 'M' => 1000, 'D' => 500, 'C' => 100, 'L' => 50, 'X' => 10, 'V' => 5, 'I' => 1, _ => double.NaN };
            if (double.IsNaN(value))
                return value;
            sum += value < largest ? -value : value;
            largest = Math.Max(largest, value);
        }

        return sum;
    }

    /// <summary>The letters, counted from this first one; empty for 0.</summary>
    public static string WriteLetters(double value, char first)
    {
        var letters = new Stack<char>();
        while (value > 0)
        {
            letters.Push((char)(first + ((value - 1) % 26)));
            value = Math.Floor((value - 1) / 26);
        }

        return new string([.. letters]);
    }

    /// <summary>Reads letters counted from this first one.</summary>
    public static double ReadLetters(string text, char first)
    {
        double sum = 0;
        for (var i = 0; i < text.Length; i++)
            sum += (text[text.Length - i - 1] - first + 1) * Math.Pow(26, i);
        return sum;
    }
}

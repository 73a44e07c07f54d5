namespace ProKure.Jsonata.Numbers;

/// <summary><c>$formatBase</c>: an integer in a number base of 2 to 36.</summary>
internal static class NumberBase
{
    // 2^1024 in binary, and a sign.
    private const int MaxDigits = 1025;
    private const double FirstInexact = 9007199254740992;

    /// <summary>The value, rounded half to even, in the given base (also rounded); digits are 0-9 and a-z.</summary>
    /// <exception cref="JsonataException">D3100: the base is not between 2 and 36.</exception>
    public static string Format(double value, double radix = 10)
    {
        value = Rounding.Round(value);
        radix = Rounding.Round(radix);
        if (radix is not (>= 2 and <= 36))
            throw new JsonataException("D3100", $"The base must be between 2 and 36, not {NumberText.Format(radix)}");
        if (radix == 10 || !double.IsFinite(value))
            return NumberText.Format(value);
        Span<char> digits = stackalloc char[MaxDigits];
        var at = digits.Length;
        var rest = Math.Abs(value);

        // Digits beyond what a double holds are written as zeros, as JavaScript engines do.
        while (rest / radix >= FirstInexact)
        {
            rest /= radix;
            digits[--at] = '0';
        }

        do
        {
            var digit = rest % radix;
            digits[--at] = "0123456789abcdefghijklmnopqrstuvwxyz"[(int)digit];
            rest = (rest - digit) / radix;
        }
        while (rest > 0);
        if (value < 0)
            digits[--at] = '-';
        return new string(digits[at..]);
    }
}

namespace ProKure.Jsonata.Values;

/// <summary>Order of numbers, and of strings by UTF-16 unit as JavaScript compares them; undefined comes last.</summary>
internal static class ValueOrder
{
    private const byte FirstOfFour = 0xF0;
    private const byte FirstAboveSurrogates = 0xEE;

    /// <summary>-1, 0 or 1. The values are both numbers or both strings, or undefined.</summary>
    public static int Compare(in Value left, in Value right)
    {
        if (left.IsUndefined || right.IsUndefined)
            return left.IsUndefined ? (right.IsUndefined ? 0 : 1) : -1;
        if (left.IsNumber)
        {
            var (first, second) = (left.AsNumber(), right.AsNumber());
            return first == second ? 0 : first < second ? -1 : 1;
        }
        if (left.Kind == ValueKind.RawString && right.Kind == ValueKind.RawString
            && left.Table.TryGetPlainString(left.Row, out var leftText) && right.Table.TryGetPlainString(right.Row, out var rightText))
            return CompareUtf8(leftText, rightText);
        return Math.Sign(string.CompareOrdinal(left.AsString(), right.AsString()));
    }

    /// <summary>
    /// UTF-8 sorts by code point; UTF-16 sorts what needs surrogates (four bytes in UTF-8) before U+E000 and above (from 0xEE on).
    /// </summary>
    public static int CompareUtf8(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
            return left.Length.CompareTo(right.Length);
        var (first, second) = (left[common], right[common]);
        var swapped = (first >= FirstOfFour) != (second >= FirstOfFour) && Math.Min(first, second) >= FirstAboveSurrogates;
        return first < second != swapped ? -1 : 1;
    }
}

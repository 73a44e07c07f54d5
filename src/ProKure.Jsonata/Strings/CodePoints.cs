using System.Text;

namespace ProKure.Jsonata.Strings;

/// <summary>Text counted and cut by code points: a surrogate pair is one, a lone surrogate too.</summary>
internal static class CodePoints
{
    /// <summary>Number of code points.</summary>
    public static int Count(ReadOnlySpan<char> text)
    {
        var first = text.IndexOfAnyInRange('\uD800', '\uDBFF');
        if (first < 0)
            return text.Length;
        var count = text.Length;
        for (var i = first; i < text.Length - 1; i++)
        {
            if (char.IsHighSurrogate(text[i]) && char.IsLowSurrogate(text[i + 1]))
            {
                count--;
                i++;
            }
        }

        return count;
    }

    /// <summary>Number of code points of UTF-8: each has one unit that continues no other.</summary>
    public static int Count(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var unit in utf8)
            if ((unit & 0xC0) != 0x80)
                count++;
        return count;
    }

    /// <summary>The UTF-16 index at which the code point of this number starts; the text's length beyond its end.</summary>
    public static int IndexOf(ReadOnlySpan<char> text, int codePoint)
    {
        var at = 0;
        while (codePoint > 0 && at < text.Length)
        {
            at += char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;
            codePoint--;
        }

        return at;
    }

    /// <summary><c>$substring</c>: from a start (negative: from the end), a number of code points or, where null, all the rest.</summary>
    public static string Substring(string text, double start, double? length = null)
    {
        var range = Slice(text, start, length);
        return range.Length == text.Length ? text : new string(range);
    }

    /// <summary>The part of the text that <see cref="Substring"/> returns.</summary>
    public static ReadOnlySpan<char> Slice(ReadOnlySpan<char> text, double start, double? length = null)
    {
        if (length <= 0)
            return [];
        var count = Count(text);
        if (count + start < 0)
            start = 0;
        var end = length is { } wanted ? (start >= 0 ? start : count + start) + wanted : count;
        var from = Clamp(start, count);
        var to = Clamp(end, count);
        if (to <= from)
            return [];
        if (count == text.Length)
            return text[from..to];
        var first = IndexOf(text, from);
        var rest = text[first..];
        return rest[..IndexOf(rest, to - from)];
    }

    /// <summary>How many code points a padded text has; larger than <see cref="int.MaxValue"/> is possible.</summary>
    public static double PaddedCount(ReadOnlySpan<char> text, double width) => Math.Max(Count(text), Math.Abs(Math.Truncate(width)));

    /// <summary><c>$pad</c>: fills up to a width in code points, on the right, or on the left when the width is negative.</summary>
    /// <param name="text">The text; returned as it is when it is wide enough.</param>
    /// <param name="width">The width wanted; callers check <see cref="PaddedCount"/> against their limit first.</param>
    /// <param name="padding">Repeated and cut to fit; a space where empty.</param>
    public static string Pad(string text, double width, string padding = " ")
    {
        var missing = (int)(Math.Abs(Math.Truncate(width)) - Count(text));
        if (missing <= 0)
            return text;
        if (padding.Length == 0)
            padding = " ";
        var paddingCount = Count(padding);
        var (whole, part) = Math.DivRem(missing, paddingCount);
        var fill = new StringBuilder(text.Length + (whole * padding.Length) + padding.Length);
        if (width > 0)
            fill.Append(text);
        fill.Insert(fill.Length, padding, whole).Append(padding, 0, IndexOf(padding, part));
        if (width < 0)
            fill.Append(text);
        return fill.ToString();
    }

    // As JavaScript's Array.prototype.slice reads an index: towards zero, negatives from the end.
    private static int Clamp(double index, int count)
    {
        index = Math.Truncate(index);
        return (int)Math.Clamp(index < 0 ? count + index : index, 0, count);
    }
}

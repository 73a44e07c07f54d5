using System.Globalization;
using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Pictures;

/// <summary>Moments as ISO 8601 text, for <c>$fromMillis</c>, <c>$toMillis</c> and <c>$now</c> without a picture.</summary>
internal static class Iso8601
{
    /// <summary>What <see cref="Format"/> writes for a zone other than UTC.</summary>
    private const string Picture = "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]";

    /// <summary>Writes a moment as in 2026-05-31T10:20:30.456Z, or with the offset of a zone.</summary>
    /// <exception cref="JsonataException">D3110: the moment is outside of all time.</exception>
    public static string Format(double millis, int offset = 0)
    {
        var time = new CivilTime(Checked(millis));
        if (offset != 0 || time.Year is < 0 or > 9999)
            return DateTimePicture.Of(Picture).Format(millis, offset);
        return string.Create(CultureInfo.InvariantCulture, $"{time.Year:0000}-{time.Month:00}-{time.Day:00}T{time.Hour:00}:{time.Minute:00}:{time.Second:00}.{time.Millisecond:000}Z");
    }

    /// <summary>
    /// Reads year, year and month, or a date, each with or without a time to the second or finer, and Z or an offset after a time;
    /// without one it is UTC.
    /// </summary>
    /// <returns>Milliseconds since 1970; finer fractions are cut off.</returns>
    /// <exception cref="JsonataException">D3110: something else, or a field out of its range.</exception>
    public static double Parse(string text)
    {
        var at = 0;
        int month = 1, day = 1, hour = 0, minute = 0, second = 0;
        double millisecond = 0;
        double offset = 0;
        var read = TryReadNumber(text, ref at, 4, 0, 9999, out var year);
        if (read && TryTake(text, ref at, '-'))
            read = TryReadNumber(text, ref at, 2, 1, 12, out month) && (!TryTake(text, ref at, '-') || TryReadNumber(text, ref at, 2, 1, 31, out day));
        if (read && TryTake(text, ref at, 'T'))
        {
            read = TryReadNumber(text, ref at, 2, 0, 24, out hour) && TryTake(text, ref at, ':')
                && TryReadNumber(text, ref at, 2, 0, 59, out minute) && TryTake(text, ref at, ':')
                && TryReadNumber(text, ref at, 2, 0, 59, out second) && TryReadFraction(text, ref at, out millisecond)
                && (hour < 24 || minute + second + millisecond == 0) && TryReadOffset(text, ref at, out offset);
        }
        else if (read)
        {
            TryTake(text, ref at, 'Z');
        }

        if (!read || at < text.Length)
            throw new JsonataException("D3110", $"Unable to read {Quoted.Text(text)} as a date; expected ISO 8601, such as 2026-05-31 or 2026-05-31T10:20:30Z", value: text);
        return CivilTime.ToMillis(year, month, day, hour, minute, second, millisecond) - (offset * 60_000);
    }

    /// <summary>The whole milliseconds of a moment.</summary>
    /// <exception cref="JsonataException">D3110: the moment is outside of all time.</exception>
    public static long Checked(double millis) =>
        Math.Abs(millis) <= CivilTime.Range
            ? (long)millis
            : throw new JsonataException("D3110", "The number of milliseconds is out of the range of dates, which is 8.64e15 before and after 1970");

    private static bool TryTake(string text, ref int at, char character)
    {
        if (at >= text.Length || text[at] != character)
            return false;
        at++;
        return true;
    }

    private static bool TryReadNumber(string text, ref int at, int digits, int min, int max, out int number)
    {
        number = 0;
        if (at + digits > text.Length || !int.TryParse(text.AsSpan(at, digits), NumberStyles.None, CultureInfo.InvariantCulture, out number))
            return false;
        at += digits;
        return number >= min && number <= max;
    }

    private static bool TryReadFraction(string text, ref int at, out double millis)
    {
        millis = 0;
        if (!TryTake(text, ref at, '.'))
            return true;
        var start = at;
        for (var unit = 100.0; at < text.Length && char.IsAsciiDigit(text[at]); at++, unit /= 10)
            millis += unit >= 1 ? (text[at] - '0') * unit : 0;
        return at > start;
    }

    private static bool TryReadOffset(string text, ref int at, out double minutes)
    {
        minutes = 0;
        if (at == text.Length || TryTake(text, ref at, 'Z'))
            return true;
        var sign = TryTake(text, ref at, '-') ? -1 : 1;
        if (sign > 0 && !TryTake(text, ref at, '+'))
            return false;
        if (!TryReadNumber(text, ref at, 2, 0, 23, out var hour))
            return false;
        TryTake(text, ref at, ':');
        if (!TryReadNumber(text, ref at, 2, 0, 59, out var minute))
            return false;
        minutes = sign * ((hour * 60) + minute);
        return true;
    }
}

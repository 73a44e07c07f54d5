using System.Globalization;
using System.Text;
using ProKure.Jsonata.Strings;

namespace ProKure.Jsonata.Pictures;

/// <summary>Offsets from UTC as text.</summary>
internal static class TimeZoneText
{
    /// <summary>Reads the time zone argument of <c>$fromMillis</c>: hours and minutes such as +0530, -0500 or +05:30, or Z.</summary>
    /// <returns>Minutes east of UTC.</returns>
    /// <exception cref="JsonataException">D3134: something else.</exception>
    public static int ParseOffset(string zone)
    {
        if (zone == "Z")
            return 0;
        var signed = zone.Length > 0 && zone[0] is '+' or '-';
        var digits = (signed ? zone[1..] : zone).AsSpan();
        if (digits.Length == 5 && digits[2] == ':')
            digits = string.Concat(digits[..2], digits[3..]);
        if (digits.Length is 0 or > 4 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw new JsonataException("D3134", $"The time zone {Quoted.Text(zone)} is not known; expected hours and minutes such as +0530");
        var minutes = (number / 100 * 60) + (number % 100);
        return zone[0] == '-' ? -minutes : minutes;
    }

    /// <summary>Writes an offset by a picture of digits: hours alone, or with the minutes.</summary>
    /// <exception cref="JsonataException">D3134: the picture is not made of one to four digits.</exception>
    public static string Format(int offset, IntegerPicture picture, bool zAtZero)
    {
        if (!picture.IsDecimal || (!picture.HasRegularGroups && picture.MinimumDigits > 4))
            throw new JsonataException("D3134", "The picture of a time zone must have one to four digits, as in [Z0], [Z0101] or [Z01:01]");
        if (zAtZero && offset == 0)
            return "Z";
        var (hours, minutes) = Math.DivRem(Math.Abs(offset), 60);
        var text = new StringBuilder(offset < 0 ? "-" : "+");
        if (picture.HasRegularGroups || picture.MinimumDigits > 2)
            return text.Append(picture.Format((hours * 100) + minutes)).ToString();
        text.Append(picture.Format(hours));
        if (minutes != 0)
            text.Append(CultureInfo.InvariantCulture, $":{minutes:00}");
        return text.ToString();
    }

    /// <summary>Reads an offset that a picture matched: sign, then hours, then minutes, with a separator or after two digits.</summary>
    /// <returns>Minutes east of UTC.</returns>
    public static double Parse(ReadOnlySpan<char> text)
    {
        var sign = text[0] == '-' ? -1 : 1;
        text = text[1..];
        var separator = text.IndexOfAnyExceptInRange('0', '9');
        var hours = separator >= 0 ? separator : Math.Min(2, text.Length);
        return sign * ((Number(text[..hours]) * 60) + Number(text[(separator >= 0 ? hours + 1 : hours)..]));
    }

    private static double Number(ReadOnlySpan<char> digits) =>
        digits.Length == 0 ? 0 : double.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);
}

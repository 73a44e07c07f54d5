using System.Globalization;

namespace ProKure.Integrations.Postgres.Analytics;

/// <summary>A calendar month in UTC: what one partition holds.</summary>
internal readonly record struct Month(int Year, int Number)
{
    /// <summary>The last component of its partitions' names, as <c>y2026m03</c>.</summary>
    public string Suffix => string.Create(CultureInfo.InvariantCulture, $"y{Year:0000}m{Number:00}");

    /// <summary>The bounds of its partitions, in SQL.</summary>
    public string Bounds => $"FROM ('{Start}') TO ({(this == Last ? "MAXVALUE" : $"'{Next.Start}'")})";

    /// <summary>The month after it.</summary>
    public Month Next => Number == 12 ? new Month(Year + 1, 1) : this with { Number = Number + 1 };

    private static Month Last => new(9999, 12);

    private string Start => string.Create(CultureInfo.InvariantCulture, $"{Year:0000}-{Number:00}-01 00:00:00+00");

    /// <summary>The month in which an instant lies.</summary>
    public static Month Of(DateTimeOffset instant) => new(instant.UtcDateTime.Year, instant.UtcDateTime.Month);

    /// <summary>Reads the end of a partition's name.</summary>
    public static bool TryParse(string name, out Month month)
    {
        month = default;
        var suffix = name.AsSpan(Math.Max(0, name.Length - 8));
        if (suffix is not ['y', _, _, _, _, 'm', _, _]
            || !int.TryParse(suffix[1..5], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(suffix[6..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        month = new Month(year, number);
        return number is >= 1 and <= 12 && year >= 1;
    }

    /// <summary>Whether this month ends before the other begins.</summary>
    public bool IsBefore(Month other) => (Year, Number).CompareTo((other.Year, other.Number)) < 0;
}

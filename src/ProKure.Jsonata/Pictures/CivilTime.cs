namespace ProKure.Jsonata.Pictures;

/// <summary>A moment's fields in the proleptic Gregorian calendar, for all years that JavaScript dates have.</summary>
/// <remarks>Day counting after H. Hinnant, "chrono-compatible low-level date algorithms": years start in March, eras have 400 years.</remarks>
internal readonly struct CivilTime
{
    /// <summary>Milliseconds from 1970 to the ends of time (ECMA-262, 21.4.1.1): a hundred million days.</summary>
    public const double Range = 8.64e15;

    private const long MillisPerDay = 86_400_000;

    private readonly long _day;
    private readonly long _millis;

    /// <summary>The fields of a moment.</summary>
    /// <param name="millis">Milliseconds since 1970, in <see cref="Range"/>, moved by the zone's offset already.</param>
    public CivilTime(long millis)
    {
        _day = FloorDiv(millis, MillisPerDay);
        _millis = millis - (_day * MillisPerDay);
        (Year, Month, Day) = FromDays(_day);
    }

    private CivilTime(long day, long millis)
        : this((day * MillisPerDay) + millis)
    {
    }

    public int Year { get; }

    /// <summary>From 1.</summary>
    public int Month { get; }

    /// <summary>Of the month, from 1.</summary>
    public int Day { get; }

    public int Hour => (int)(_millis / 3_600_000);

    public int Minute => (int)(_millis / 60_000 % 60);

    public int Second => (int)(_millis / 1000 % 60);

    public int Millisecond => (int)(_millis % 1000);

    /// <summary>From 1.</summary>
    public int DayOfYear => (int)(_day - ToDays(Year, 1, 1)) + 1;

    /// <summary>ISO 8601: Monday is 1, Sunday is 7.</summary>
    public int DayOfWeek => (int)(((((_day + 3) % 7) + 7) % 7) + 1);

    /// <summary>The Thursday of this week, whose year and month are those that ISO 8601 counts the week to.</summary>
    public CivilTime Thursday => new(_day + 4 - DayOfWeek, 0);

    /// <summary>The moment of these fields, each of which may be out of its range and then carries over; NaN outside of all time.</summary>
    public static double ToMillis(double year, double month, double day, double hour, double minute, double second, double millisecond)
    {
        if (Math.Abs(year) > 400_000 || Math.Abs(month) > 5_000_000 || Math.Abs(day) > 1e9)
            return double.NaN;
        var months = ((long)year * 12) + (long)month - 1;
        var monthYear = FloorDiv(months, 12);
        var days = ToDays((int)monthYear, (int)(months - (monthYear * 12)) + 1, 1) + (day - 1);
        var millis = (days * MillisPerDay) + (hour * 3_600_000) + (minute * 60_000) + (second * 1000) + millisecond;
        return Math.Abs(millis) <= Range ? millis : double.NaN;
    }

    private static long ToDays(int year, int month, int day)
    {
        var shifted = month <= 2 ? year - 1L : year;
        var era = FloorDiv(shifted, 400);
        var yearOfEra = shifted - (era * 400);
        var dayOfYear = ((153 * ((month + 9) % 12)) + 2) / 5 + day - 1;
        var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
        return (era * 146_097) + dayOfEra - 719_468;
    }

    private static (int Year, int Month, int Day) FromDays(long days)
    {
        days += 719_468;
        var era = FloorDiv(days, 146_097);
        var dayOfEra = days - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var month = ((5 * dayOfYear) + 2) / 153;
        var day = dayOfYear - (((153 * month) + 2) / 5) + 1;
        month += month < 10 ? 3 : -9;
        return ((int)(yearOfEra + (era * 400) + (month <= 2 ? 1 : 0)), (int)month, (int)day);
    }

    private static long FloorDiv(long value, long divisor)
    {
        var quotient = value / divisor;
        return value % divisor < 0 ? quotient - 1 : quotient;
    }
}

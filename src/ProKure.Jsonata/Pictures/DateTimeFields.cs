namespace ProKure.Jsonata.Pictures;

/// <summary>The fields that a date and time picture read, made into a moment.</summary>
/// <remarks>Fields larger than the largest one given come from now, smaller ones are their least value, and none may be missing between.</remarks>
internal sealed class DateTimeFields
{
    private readonly Dictionary<char, double> _values = [];

    /// <summary>Sets a field; a later one of the same name wins.</summary>
    public double this[char field]
    {
        set => _values[field] = value;
    }

    /// <summary>The moment, in milliseconds since 1970.</summary>
    /// <exception cref="JsonataException">D3136: fields are missing; D3110: outside of all time.</exception>
    public double ToMillis(double now)
    {
        var current = new CivilTime(Iso8601.Checked(now));
        var date = IsGiven('d') && Only("Yd") ? "Yd" : Only("Xxw") || Only("XW") ? throw Weeks() : "YMD";
        var twelveHours = (IsGiven('h') || IsGiven('P')) && !IsGiven('H');
        Complete(date + (twelveHours ? "Phmsf" : "Hmsf"), current);

        var hour = twelveHours ? (Value('h') == 12 ? 0 : Value('h')) + (Value('P') == 1 ? 12 : 0) : Value('H');
        var (month, day) = date == "Yd" ? (1, Value('d')) : (Math.Max(Value('M'), 1), Value('D'));
        var year = Value('Y');

        // As JavaScript's Date.UTC: two digits mean the twentieth century.
        if (year is >= 0 and <= 99)
            year += 1900;
        var millis = CivilTime.ToMillis(year, month, day, hour, Value('m'), Value('s'), Value('f'));
        if (_values.TryGetValue('Z', out var offset) || _values.TryGetValue('z', out offset))
            millis -= offset * 60_000;
        return double.IsNaN(millis) ? throw new JsonataException("D3110", "The date is out of the range of dates") : millis;
    }

    private double Value(char field) => _values[field];

    // As in the reference, 0 does not count where the kind of date and time is found out: am alone leaves the hour open.
    private bool IsGiven(char field) => _values.TryGetValue(field, out var value) && value != 0;

    /// <summary>Whether, of all date fields, some of these and no others were given.</summary>
    private bool Only(string fields) =>
        fields.Any(IsGiven) && !"YMDdXxWw".Any(field => IsGiven(field) && !fields.Contains(field, StringComparison.Ordinal));

    private void Complete(string order, CivilTime current)
    {
        var started = false;
        var ended = false;
        foreach (var field in order)
        {
            if (_values.ContainsKey(field))
            {
                // A day of the year alone is one of this year, at this time of day.
                started |= field != 'd';
                if (ended)
                    throw new JsonataException("D3136", $"The picture has a field ({field}) without one of the larger fields before it; expected all of {order} between the first and the last one used");
            }
            else
            {
                ended |= started;
                _values[field] = started ? (field is 'M' or 'D' or 'd' ? 1 : 0) : Of(current, field);
            }
        }
    }

    private static double Of(CivilTime time, char field) => field switch
    {
        'Y' => time.Year,
        'M' => time.Month,
        'D' => time.Day,
        'd' => time.DayOfYear,
        'H' => time.Hour,
        'h' => ((time.Hour + 11) % 12) + 1,
        'm' => time.Minute,
        's' => time.Second,
        'f' => time.Millisecond,
        _ => 0,
    };

    private static JsonataException Weeks() =>
        new("D3136", "The picture tells the date by its week, which is not enough to read one; expected year, month and day, or year and day of year");
}

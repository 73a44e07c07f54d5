using System.Globalization;

namespace ProKure.Integrations;

/// <summary>Time spans as people write them in files and in the API: a whole number and a unit, as <c>500ms</c>, <c>5s</c>, <c>15m</c>, <c>24h</c>, <c>7d</c>.</summary>
public static class Duration
{
    /// <summary>What a duration looks like, for messages.</summary>
    public const string Form = "a duration such as 500ms, 5s, 15m, 24h or 7d";

    // Longest first: the order in which formatting tries them.
    private static readonly (string Name, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay),
        ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond),
        ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Reads a duration; it has no sign, no fraction and one unit.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;

        foreach (var (name, ticks) in Units)
        {
            if (!text.AsSpan(digits).SequenceEqual(name))
                continue;
            if (count > TimeSpan.MaxValue.Ticks / ticks)
                return false;
            duration = new TimeSpan(count * ticks);
            return true;
        }

        return false;
    }

    /// <summary>Reads a duration.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static TimeSpan Parse(string text) =>
        TryParse(text, out var duration) ? duration : throw new FormatException($"Expected {Form}, found '{text}'.");

    /// <summary>
    /// Writes a duration in the longest unit that divides it, so that <see cref="Parse"/> reads back the same; a single day is <c>24h</c>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The duration is negative or no whole number of milliseconds.</exception>
    public static string Format(TimeSpan duration)
    {
        if (!IsExpressible(duration))
            throw new ArgumentOutOfRangeException(nameof(duration), duration, "Expected a whole number of milliseconds, not negative.");
        if (duration == TimeSpan.Zero)
            return "0s";
        var units = duration.Days == 1 ? Units.Skip(1) : Units;
        var (name, ticks) = units.First(unit => duration.Ticks % unit.Ticks == 0);
        return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{name}");
    }

    /// <summary>Whether the duration can be written: not negative, and a whole number of milliseconds.</summary>
    internal static bool IsExpressible(TimeSpan duration) => duration >= TimeSpan.Zero && duration.Ticks % TimeSpan.TicksPerMillisecond == 0;
}

namespace ProKure.Integrations;

/// <summary>Wall-clock time as the stores can keep it.</summary>
public static class UtcTime
{
    /// <summary>Now, in UTC, cut to whole milliseconds, which every store returns as written (BSON dates hold no more).</summary>
    public static DateTimeOffset GetUtcMilliseconds(this TimeProvider time) => time.GetUtcNow().TruncateToMilliseconds();

    /// <summary>The same instant without the part below a millisecond.</summary>
    public static DateTimeOffset TruncateToMilliseconds(this DateTimeOffset instant) =>
        DateTimeOffset.FromUnixTimeMilliseconds(instant.ToUnixTimeMilliseconds());
}

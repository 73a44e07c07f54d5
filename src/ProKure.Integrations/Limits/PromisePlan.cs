namespace ProKure.Integrations.Limits;

/// <summary>
/// When deliveries that are refused come back: one after the other at the pace of the limit, in the order in which they were refused, so that a long queue neither
/// comes back all at once nor is asked over and over. Those that come back and are refused again do not go behind all the others. Not for several threads at once.
/// </summary>
internal sealed class PromisePlan(TimeProvider time)
{
    // Of the time between two, so that they stay in order.
    private const double Jitter = 0.5;

    private static readonly TimeSpan Farthest = TimeSpan.FromHours(1);

    private long _lastFresh = long.MinValue;
    private long _lastReturned = long.MinValue;

    /// <summary>The wait of the next one to be refused.</summary>
    /// <param name="earliest">No sooner than this.</param>
    /// <param name="interval">The time between two.</param>
    /// <param name="hasWaited">Whether it comes back already.</param>
    /// <param name="random">From 0 (inclusive) to 1 (exclusive).</param>
    public TimeSpan Next(TimeSpan earliest, TimeSpan interval, bool hasWaited, double random)
    {
        var now = time.GetTimestamp();
        ref var last = ref hasWaited ? ref _lastReturned : ref _lastFresh;
        var at = now + Ticks(earliest);
        if (last != long.MinValue && last + Ticks(interval) > at)
            at = Math.Min(last + Ticks(interval), now + Ticks(Farthest));
        last = at;
        return time.GetElapsedTime(now, at) + (interval * (Jitter * random));
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}

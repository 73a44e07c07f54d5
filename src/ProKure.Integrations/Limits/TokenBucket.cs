namespace ProKure.Integrations.Limits;

/// <summary>A token bucket in memory. Not for several threads at once.</summary>
internal sealed class TokenBucket(double tokens)
{
    private double _tokens = tokens;
    private long? _filledAt;

    /// <summary>Fills up for the time that has passed, then takes.</summary>
    public PermitGrant Take(double perSecond, double capacity, int wanted, int returned, TimeProvider time)
    {
        var now = time.GetTimestamp();
        var elapsed = _filledAt is { } then ? time.GetElapsedTime(then, now) : TimeSpan.Zero;
        _filledAt = now;
        _tokens = Math.Min(capacity, _tokens + returned + (elapsed.TotalSeconds * perSecond));
        var granted = Math.Min(wanted, (int)_tokens);
        _tokens -= granted;
        return new PermitGrant(granted, TimeUntilNext(_tokens, perSecond));
    }

    /// <summary>How long until a whole token is there.</summary>
    public static TimeSpan TimeUntilNext(double tokens, double perSecond) =>
        tokens >= 1 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Max(0, (1 - tokens) / perSecond));
}

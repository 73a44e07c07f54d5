using System.Diagnostics;

namespace ProKure.LoadBench.Generator;

/// <summary>How much may still be sent: a number of requests, a time, or both; shared by all connections of a run.</summary>
internal sealed class RequestBudget
{
    private long _left;
    private long _endsAt = long.MaxValue;

    private RequestBudget(long count, TimeSpan duration)
    {
        _left = count;
        Duration = duration;
    }

    /// <summary>The time after which nothing more is sent, counted from the start.</summary>
    public TimeSpan Duration { get; }

    /// <summary>As many requests as the connections manage in that time.</summary>
    public static RequestBudget For(TimeSpan duration) => new(long.MaxValue, duration);

    /// <summary>Exactly so many requests, unless the time is over before.</summary>
    public static RequestBudget Of(long count, TimeSpan atMost) => new(count, atMost);

    public void Start() => _endsAt = Stopwatch.GetTimestamp() + (long)(Duration.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Whether one more request may be sent; it then counts as sent.</summary>
    public bool TryTake() => Stopwatch.GetTimestamp() < Volatile.Read(ref _endsAt) && Interlocked.Decrement(ref _left) >= 0;
}

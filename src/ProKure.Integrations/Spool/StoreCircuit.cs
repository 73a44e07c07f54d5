using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Spool;

/// <summary>
/// Whether a store is asked at all. Once it has failed or was slow, nobody waits for it again until one attempt, after a growing wait, went well: a store that is away
/// must not cost every call a time-out.
/// </summary>
internal sealed partial class StoreCircuit(string store, TimeSpan slow, SpoolOptions options, TimeProvider time, ILogger logger)
{
    private readonly Lock _gate = new();
    private bool _isOpen;
    private TimeSpan _wait;
    private long _nextAttempt;
    private long _openedAt;

    /// <summary>Whether the store takes writes, as far as is known.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
                return !_isOpen;
        }
    }

    /// <summary>Whether the store may be asked now.</summary>
    public bool MayTry => Remaining <= TimeSpan.Zero;

    /// <summary>How long the store is to be left alone; zero for not at all.</summary>
    public TimeSpan Remaining
    {
        get
        {
            lock (_gate)
            {
                if (!_isOpen)
                    return TimeSpan.Zero;
                var now = time.GetTimestamp();
                return now >= _nextAttempt ? TimeSpan.Zero : time.GetElapsedTime(now, _nextAttempt);
            }
        }
    }

    /// <summary>The store took writes. It counts as back when it did so quickly, or when nothing is left to be written.</summary>
    public void Took(TimeSpan elapsed, bool isLast)
    {
        lock (_gate)
        {
            _wait = TimeSpan.Zero;
            _nextAttempt = 0;
            if (!_isOpen || (elapsed > slow && !isLast))
                return;
            _isOpen = false;
            Log.Closed(logger, store, (long)time.GetElapsedTime(_openedAt).TotalMilliseconds);
        }
    }

    /// <summary>The store took no writes, or not in time.</summary>
    public void Failed(Exception reason)
    {
        lock (_gate)
        {
            if (!_isOpen)
            {
                (_isOpen, _openedAt) = (true, time.GetTimestamp());
                Log.Opened(logger, store, reason.Message, reason);
            }

            _wait = _wait == TimeSpan.Zero ? options.FirstRetry : TimeSpan.FromTicks(Math.Min(_wait.Ticks * 2, options.LongestRetry.Ticks));
            _nextAttempt = time.GetTimestamp() + (long)(_wait.TotalSeconds * time.TimestampFrequency);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(731, LogLevel.Warning, "The {Store} store is away or slow; what is meant for it goes to the spool: {Reason}")]
        public static partial void Opened(ILogger logger, string store, string reason, Exception fault);

        [LoggerMessage(732, LogLevel.Information, "The {Store} store takes writes again after {DurationMs} ms")]
        public static partial void Closed(ILogger logger, string store, long durationMs);
    }
}

namespace ProKure.Integrations.Retry;

/// <summary>
/// When the deliveries that this process put back come due again, so that it looks at the queue then and not up to a poll later: those that wait for a limit come one after the
/// other, and a look a second would find them in heaps.
/// </summary>
internal sealed class DueTimes
{
    // What is farther away, or beyond so many, is found by the poll.
    private const int Most = 10_000;
    private static readonly TimeSpan Horizon = TimeSpan.FromMinutes(1);

    // Those that come within it are looked for together.
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<DateTimeOffset, DateTimeOffset> _times = new();

    /// <summary>Notes when a delivery comes due.</summary>
    /// <returns>Whether it is the first to come.</returns>
    public bool Note(DateTimeOffset due, DateTimeOffset now)
    {
        if (due - now > Horizon)
            return false;
        lock (_gate)
        {
            if (_times.Count >= Most)
                return false;
            var isFirst = !_times.TryPeek(out var first, out _) || due < first;
            _times.Enqueue(due, due);
            return isFirst;
        }
    }

    /// <summary>Forgets what has come due by now.</summary>
    public void Forget(DateTimeOffset now)
    {
        lock (_gate)
        {
            while (_times.TryPeek(out var first, out _) && first <= now)
                _times.Dequeue();
        }
    }

    /// <summary>How long until the next one, at most <paramref name="atMost"/>.</summary>
    public TimeSpan UntilNext(DateTimeOffset now, TimeSpan atMost)
    {
        lock (_gate)
        {
            if (!_times.TryPeek(out var first, out _))
                return atMost;
            var wait = first - now;
            return wait >= atMost ? atMost : wait < ShortestWait ? ShortestWait : wait;
        }
    }
}

namespace ProKure.Integrations.Retry;

/// <summary>
/// The places of one worker: how many are free, and how many the deliveries to each system take. A bulkhead: a system takes no more than its share, so that one that hangs leaves
/// places for the others.
/// </summary>
internal sealed class WorkerPlaces(int places, int perSystem) : IDisposable
{
    private readonly SemaphoreSlim _free = new(places);

    // Read and written under its own lock.
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <summary>How many places the deliveries to one system take at most.</summary>
    public int PerSystem => perSystem;

    /// <summary>How many each system has taken.</summary>
    public IReadOnlyDictionary<string, int> Taken
    {
        get
        {
            lock (_taken)
                return new Dictionary<string, int>(_taken, StringComparer.Ordinal);
        }
    }

    /// <summary>Waits for a free place, then reserves it and all others that are free.</summary>
    /// <returns>How many were reserved.</returns>
    public async Task<int> ReserveAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        var reserved = 1;
        while (_free.Wait(0, CancellationToken.None))
            reserved++;
        return reserved;
    }

    /// <summary>Gives back what was reserved and is not needed.</summary>
    public void GiveBack(int reserved)
    {
        if (reserved > 0)
            _free.Release(reserved);
    }

    /// <summary>Makes a reserved place one of the system's.</summary>
    public void Take(string systemCode)
    {
        lock (_taken)
            _taken[systemCode] = _taken.GetValueOrDefault(systemCode) + 1;
    }

    /// <summary>Frees a place that the system had.</summary>
    /// <returns>Whether the system had all that it may have: it may take another now.</returns>
    public bool Leave(string systemCode)
    {
        bool wasFull;
        lock (_taken)
        {
            var taken = _taken[systemCode];
            wasFull = taken >= perSystem;
            if (taken == 1)
                _taken.Remove(systemCode);
            else
                _taken[systemCode] = taken - 1;
        }

        _free.Release();
        return wasFull;
    }

    /// <summary>Waits until all places are free.</summary>
    public async Task DrainAsync()
    {
        for (var place = 0; place < places; place++)
            await _free.WaitAsync(CancellationToken.None);
    }

    public void Dispose() => _free.Dispose();
}

using ProKure.Integrations.Circuits;

namespace ProKure.Integrations.Tests.Circuits;

/// <summary>The circuits that several hubs share, in memory; can be away.</summary>
internal sealed class InMemoryCircuitStore(TimeProvider time) : ICircuitStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CircuitKey, (CircuitRow Row, DateTimeOffset OpenUntil, string? Prober, DateTimeOffset ProbeUntil)> _rows = [];
    private readonly List<(CircuitKey Key, CircuitChangeRecord Record)> _changes = [];

    public bool IsShared => true;

    /// <summary>True refuses every question.</summary>
    public bool IsAway { get; set; }

    /// <summary>How many calls were let try a circuit.</summary>
    public int Probes { get; private set; }

    public IReadOnlyList<CircuitChangeRecord> Changes
    {
        get
        {
            lock (_gate)
                return [.. _changes.Select(change => change.Record)];
        }
    }

    public Task<IReadOnlyList<CircuitRow>> ListAsync(CancellationToken cancellationToken) => AnswerAsync<IReadOnlyList<CircuitRow>>(() => [.. _rows.Keys.Select(Now)]);

    public Task<CircuitRow?> ChangeAsync(CircuitChange change, CancellationToken cancellationToken) => AnswerAsync<CircuitRow?>(() =>
    {
        var generation = _rows.TryGetValue(change.Key, out var standing) ? standing.Row.Generation : 0;
        if (change.ExpectedGeneration is { } expected && expected != generation)
            return null;
        var now = time.GetUtcMilliseconds();
        var row = new CircuitRow(change.Key, change.IsOpen, change.IsHeld, generation + 1, TimeSpan.Zero, false, change.Reason, now, change.By);
        _rows[change.Key] = (row, now + (change.OpenFor ?? TimeSpan.Zero), null, default);
        _changes.Add((change.Key, new CircuitChangeRecord(row.Generation, row.IsOpen, row.IsHeld, row.Reason, now, change.By)));
        return Now(change.Key);
    });

    public Task<bool> TryProbeAsync(CircuitKey key, long generation, string instanceId, TimeSpan lease, CancellationToken cancellationToken) => AnswerAsync(() =>
    {
        var now = time.GetUtcNow();
        var standing = _rows[key];
        if (standing.Row is not { IsOpen: true, IsHeld: false } || standing.Row.Generation != generation || standing.OpenUntil > now || standing.ProbeUntil > now)
            return false;
        _rows[key] = standing with { Prober = instanceId, ProbeUntil = now + lease };
        Probes++;
        return true;
    });

    public Task EndProbeAsync(CircuitKey key, long generation, string instanceId, CancellationToken cancellationToken) => AnswerAsync(() =>
    {
        if (_rows[key].Row.Generation == generation && _rows[key].Prober == instanceId)
            _rows[key] = _rows[key] with { Prober = null, ProbeUntil = default };
        return true;
    });

    public Task<IReadOnlyList<CircuitChangeRecord>> ListChangesAsync(CircuitKey key, int limit, CancellationToken cancellationToken) =>
        AnswerAsync<IReadOnlyList<CircuitChangeRecord>>(() => [.. _changes.Where(change => change.Key == key).Select(change => change.Record).Reverse().Take(limit)]);

    private CircuitRow Now(CircuitKey key)
    {
        var (row, openUntil, _, probeUntil) = _rows[key];
        var now = time.GetUtcNow();
        return row with { Rest = row is { IsOpen: true, IsHeld: false } && openUntil > now ? openUntil - now : TimeSpan.Zero, IsProbed = probeUntil > now };
    }

    private async Task<T> AnswerAsync<T>(Func<T> answer)
    {
        await Task.Yield();
        if (IsAway)
            throw new StoreUnavailableException("The store of circuits is away.");
        lock (_gate)
            return answer();
    }
}

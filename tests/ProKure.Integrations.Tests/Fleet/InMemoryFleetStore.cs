using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Tests.Fleet;

/// <summary>A fleet store that forgets at the end, and can be away.</summary>
internal sealed class InMemoryFleetStore(TimeProvider time) : IFleetStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LiveInstance> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string InstanceId, DateTimeOffset Until)> _leases = new(StringComparer.Ordinal);

    public volatile bool IsAway;

    public Task BeatAsync(InstanceBeat beat, CancellationToken cancellationToken) => Run(now =>
        _instances[beat.InstanceId] = new LiveInstance(beat.InstanceId, beat.Host, beat.ProcessId, beat.Version, beat.StartedAt, now));

    public Task<IReadOnlyList<LiveInstance>> GetLiveAsync(TimeSpan silence, CancellationToken cancellationToken) => Run<IReadOnlyList<LiveInstance>>(now =>
        [.. _instances.Values.Where(live => live.LastSeenAt >= now - silence).OrderBy(live => live.InstanceId, StringComparer.Ordinal)]);

    public Task LeaveAsync(string instanceId, CancellationToken cancellationToken) => Run(_ =>
    {
        foreach (var role in _leases.Where(lease => lease.Value.InstanceId == instanceId).Select(lease => lease.Key).ToList())
            _leases.Remove(role);
        return _instances.Remove(instanceId);
    });

    public Task<bool> TryLeadAsync(string role, string instanceId, TimeSpan duration, CancellationToken cancellationToken) => Run(now =>
    {
        if (_leases.TryGetValue(role, out var lease) && lease.InstanceId != instanceId && lease.Until > now && lease.Until <= now + duration + TimeSpan.FromMinutes(1))
            return false;
        _leases[role] = (instanceId, now + duration);
        return true;
    });

    public Task ResignAsync(string role, string instanceId, CancellationToken cancellationToken) =>
        Run(_ => _leases.TryGetValue(role, out var lease) && lease.InstanceId == instanceId && _leases.Remove(role));

    public Task<string?> FindLeaderAsync(string role, CancellationToken cancellationToken) =>
        Run(now => _leases.TryGetValue(role, out var lease) && lease.Until > now ? lease.InstanceId : null);

    /// <summary>Who holds a lease, whether or not its time is up; null for nobody.</summary>
    public string? HolderOf(string role)
    {
        lock (_gate)
            return _leases.TryGetValue(role, out var lease) ? lease.InstanceId : null;
    }

    private Task<T> Run<T>(Func<DateTimeOffset, T> work)
    {
        if (IsAway)
            return Task.FromException<T>(new StoreUnavailableException("away"));
        lock (_gate)
            return Task.FromResult(work(time.GetUtcNow()));
    }
}

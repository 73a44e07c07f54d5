namespace ProKure.Integrations.Limits;

/// <summary>The limits of a hub that shares them with nobody: in memory, full again after a restart. For the embedded stores, where one process has the data directory.</summary>
public sealed class InProcessLimitStore(TimeProvider time) : ILimitStore
{
    // Guards both maps and what is in them.
    private readonly Lock _gate = new();
    private readonly Dictionary<string, TokenBucket> _buckets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, Lease>> _leases = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool IsShared => false;

    /// <inheritdoc/>
    public Task<PermitGrant> TakeAsync(PermitRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_buckets.TryGetValue(request.Scope, out var bucket))
                _buckets.Add(request.Scope, bucket = new TokenBucket(request.Capacity));
            return Task.FromResult(bucket.Take(request.PerSecond, request.Capacity, request.Wanted, request.Returned, time));
        }
    }

    /// <inheritdoc/>
    public Task<SlotGrant> HoldAsync(SlotRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (!_leases.TryGetValue(request.Scope, out var leases))
                _leases.Add(request.Scope, leases = new Dictionary<string, Lease>(StringComparer.Ordinal));
            var others = leases.Where(lease => lease.Key != request.InstanceId && time.GetElapsedTime(lease.Value.From) < lease.Value.Duration).Select(lease => lease.Value).ToList();
            var grant = new SlotGrant(
                Math.Max(0, Math.Min(request.Slots, request.Max - others.Sum(lease => lease.Slots))), others.Any(lease => lease.Wanted > lease.Slots));
            if (request is { Slots: 0, Wanted: 0 })
                leases.Remove(request.InstanceId);
            else
                leases[request.InstanceId] = new Lease(grant.Slots, request.Wanted, time.GetTimestamp(), request.Lease);
            return Task.FromResult(grant);
        }
    }

    private sealed record Lease(int Slots, int Wanted, long From, TimeSpan Duration);
}

using System.Collections.Concurrent;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Limits;

/// <summary>The limits of one system or endpoint. Lives as long as the process, so that what is under way counts whatever becomes of the configuration.</summary>
internal sealed class ScopeLimits(string scope, LimitFleet fleet)
{
    private volatile RateLimitPolicyConfig? _policy;

    public string Scope => scope;

    public RateGate? Rate { get; private set; }

    public SlotGate? Slots { get; private set; }

    /// <summary>Makes the policy the one in force.</summary>
    public ScopeLimits With(RateLimitPolicyConfig policy)
    {
        if (ReferenceEquals(_policy, policy))
            return this;
        lock (fleet)
        {
            if (policy.Requests is not null)
                (Rate ??= new RateGate(scope, fleet, policy)).Policy = policy;
            if (policy.MaxConcurrency is not null)
                (Slots ??= new SlotGate(scope, fleet, policy)).Policy = policy;
            _policy = policy;
        }

        return this;
    }
}

/// <summary>All limits of this process.</summary>
public sealed class LimitGates(LimitFleet fleet) : IDisposable
{
    private readonly ConcurrentDictionary<string, ScopeLimits> _scopes = new(StringComparer.Ordinal);

    /// <summary>Renews what is held, and gives back what is not used.</summary>
    public Task UpkeepAsync() => Task.WhenAll(Slots.Select(slots => slots.UpkeepAsync()));

    /// <summary>Gives everything back, so that the other hubs need not wait for the leases to run out.</summary>
    public Task GiveUpAsync() => Task.WhenAll(Slots.Select(slots => slots.GiveUpAsync()));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slots in Slots)
            slots.Dispose();
    }

    internal LimitFleet Fleet => fleet;

    internal ScopeLimits Of(string scope, RateLimitPolicyConfig policy) =>
        _scopes.GetOrAdd(scope, static (scope, fleet) => new ScopeLimits(scope, fleet), fleet).With(policy);

    private IEnumerable<SlotGate> Slots => _scopes.Values.Select(limits => limits.Slots).OfType<SlotGate>();
}

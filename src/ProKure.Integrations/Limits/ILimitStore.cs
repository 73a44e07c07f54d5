namespace ProKure.Integrations.Limits;

/// <summary>
/// Where the limits are true that all hubs share. All times are the store's own clock, so that hubs whose clocks differ agree. What is limited is named by a scope, as
/// <c>SAP</c> or <c>SAP/CREATE_PO</c>.
/// </summary>
public interface ILimitStore
{
    /// <summary>Whether other processes take from it too, so that asking costs a round trip.</summary>
    bool IsShared { get; }

    /// <summary>Takes permits from the scope's token bucket, which is full when it is asked for the first time.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be used now.</exception>
    Task<PermitGrant> TakeAsync(PermitRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Says how many requests an instance may have under way: as many as it asks for, as far as the others leave any. It takes the place of what was said before, and holds
    /// until it is said again or the lease runs out; asking for none gives all back.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The store cannot be used now.</exception>
    Task<SlotGrant> HoldAsync(SlotRequest request, CancellationToken cancellationToken);
}

/// <summary>What an instance wants of a token bucket.</summary>
/// <param name="Scope">What is limited.</param>
/// <param name="PerSecond">How many permits come in a second.</param>
/// <param name="Capacity">How many permits the bucket holds at most; at least 1.</param>
/// <param name="Wanted">How many permits are wanted.</param>
/// <param name="Returned">Permits taken a moment ago that were not used and go back into the bucket.</param>
public sealed record PermitRequest(string Scope, double PerSecond, double Capacity, int Wanted, int Returned = 0);

/// <summary>What a token bucket gave.</summary>
/// <param name="Granted">Permits that may be used; at most as many as were wanted.</param>
/// <param name="Next">How long until the next permit is there, as far as nobody else takes it; zero when more are left.</param>
public sealed record PermitGrant(int Granted, TimeSpan Next);

/// <summary>What an instance wants to have under way.</summary>
/// <param name="Scope">What is limited.</param>
/// <param name="InstanceId">The process.</param>
/// <param name="Max">The most requests under way of all instances together.</param>
/// <param name="Slots">How many this one takes if they are free.</param>
/// <param name="Wanted">How many it could use; the others see by it that somebody waits.</param>
/// <param name="Lease">How long the grant holds.</param>
public sealed record SlotRequest(string Scope, string InstanceId, int Max, int Slots, int Wanted, TimeSpan Lease);

/// <summary>What an instance may have under way.</summary>
/// <param name="Slots">How many requests, all together, for the time of the lease.</param>
/// <param name="IsContended">Whether another instance wants more than it has.</param>
public sealed record SlotGrant(int Slots, bool IsContended);

namespace ProKure.Integrations.Fleet;

/// <summary>
/// Which hub processes are alive, and which of them does the work that only one may do at a time. Kept where the queue is. All times are the store's own
/// clock, so that processes whose clocks differ agree.
/// </summary>
public interface IFleetStore
{
    /// <summary>Notes a sign of life of this instance; the first one makes it known.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be used now.</exception>
    Task BeatAsync(InstanceBeat beat, CancellationToken cancellationToken);

    /// <summary>The instances whose last sign of life is not older than <paramref name="silence"/>, in the order of their ids.</summary>
    Task<IReadOnlyList<LiveInstance>> GetLiveAsync(TimeSpan silence, CancellationToken cancellationToken);

    /// <summary>Notes that an instance ended in good order: it is no longer alive and holds no lease. Does nothing when it is not known.</summary>
    Task LeaveAsync(string instanceId, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the lease on a role when nobody holds it or its time is up, or renews one's own, even one whose time is up as long as nobody else took it. It
    /// then lasts for <paramref name="duration"/> from now. A lease that lasts over a minute longer than that is of a time before the store's clock was set back, and taken.
    /// </summary>
    /// <returns>False when another instance holds it: nothing was changed.</returns>
    Task<bool> TryLeadAsync(string role, string instanceId, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>Gives up the lease on a role. Does nothing when another instance holds it, or nobody.</summary>
    Task ResignAsync(string role, string instanceId, CancellationToken cancellationToken);

    /// <summary>The instance whose lease on the role is in force; null when there is none.</summary>
    Task<string?> FindLeaderAsync(string role, CancellationToken cancellationToken);
}

/// <summary>A sign of life.</summary>
/// <param name="InstanceId">The process; see <see cref="HubInstance"/>.</param>
/// <param name="Host">Name of the machine.</param>
/// <param name="ProcessId">The process's number there.</param>
/// <param name="Version">The hub's version.</param>
/// <param name="StartedAt">When the process began, by its own clock, whole milliseconds.</param>
public sealed record InstanceBeat(string InstanceId, string Host, int ProcessId, string Version, DateTimeOffset StartedAt);

/// <summary>An instance that is alive.</summary>
/// <param name="InstanceId">The process; see <see cref="HubInstance"/>.</param>
/// <param name="Host">Name of the machine.</param>
/// <param name="ProcessId">The process's number there.</param>
/// <param name="Version">The hub's version.</param>
/// <param name="StartedAt">When the process began, by its own clock.</param>
/// <param name="LastSeenAt">Its last sign of life, by the store's clock.</param>
public sealed record LiveInstance(string InstanceId, string Host, int ProcessId, string Version, DateTimeOffset StartedAt, DateTimeOffset LastSeenAt);

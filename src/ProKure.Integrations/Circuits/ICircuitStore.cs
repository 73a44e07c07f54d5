namespace ProKure.Integrations.Circuits;

/// <summary>
/// Where it is true which circuits are open, for all hubs. A circuit that nobody ever opened or closed is not in it and counts as closed, generation 0. All times are the
/// store's own clock.
/// </summary>
public interface ICircuitStore
{
    /// <summary>Whether other processes change it too.</summary>
    bool IsShared { get; }

    /// <summary>All circuits that were ever changed, ordered by system and endpoint.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be used now.</exception>
    Task<IReadOnlyList<CircuitRow>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Opens or closes a circuit and keeps who did it and why; a call that was trying it counts no more.</summary>
    /// <returns>The circuit as it stands then; null when it is not of the expected generation any more: nothing was changed.</returns>
    Task<CircuitRow?> ChangeAsync(CircuitChange change, CancellationToken cancellationToken);

    /// <summary>
    /// Lets one call try whether the system works again: when the circuit is open and of this generation, its time is up, and no other call tries it, or that one's time is up.
    /// </summary>
    Task<bool> TryProbeAsync(CircuitKey key, long generation, string instanceId, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>The call that tried it found nothing out. Does nothing when another one tries it by now.</summary>
    Task EndProbeAsync(CircuitKey key, long generation, string instanceId, CancellationToken cancellationToken);

    /// <summary>How a circuit came to stand as it does, the latest change first.</summary>
    Task<IReadOnlyList<CircuitChangeRecord>> ListChangesAsync(CircuitKey key, int limit, CancellationToken cancellationToken);
}

/// <summary>Names a circuit: that of an endpoint.</summary>
/// <param name="SystemCode">The system's code.</param>
/// <param name="EndpointCode">The endpoint's code.</param>
public readonly record struct CircuitKey(string SystemCode, string EndpointCode)
{
    /// <summary>For people: <c>SAP/CREATE_PO</c>.</summary>
    public override string ToString() => $"{SystemCode}/{EndpointCode}";
}

/// <summary>Whether calls pass.</summary>
public enum CircuitState
{
    /// <summary>Calls pass.</summary>
    Closed,

    /// <summary>Nothing is sent.</summary>
    Open,

    /// <summary>The time is up: one call tries whether the system works again.</summary>
    HalfOpen,
}

/// <summary>How a circuit stands in the store.</summary>
/// <param name="Key">The circuit.</param>
/// <param name="IsOpen">Whether it is open, also when its time is up.</param>
/// <param name="IsHeld">Whether a person said so, and it stays until a person says otherwise.</param>
/// <param name="Generation">Rises with every change.</param>
/// <param name="Rest">How long it stays open before one call may try; zero when that is over, and where a person decides.</param>
/// <param name="IsProbed">Whether a call tries it now.</param>
/// <param name="Reason">Why it stands so.</param>
/// <param name="ChangedAt">Since when.</param>
/// <param name="ChangedBy">By whom: a person, or the hub itself.</param>
public sealed record CircuitRow(
    CircuitKey Key, bool IsOpen, bool IsHeld, long Generation, TimeSpan Rest, bool IsProbed, string Reason, DateTimeOffset ChangedAt, string ChangedBy)
{
    /// <summary>Whether calls pass.</summary>
    public CircuitState State => !IsOpen ? CircuitState.Closed : IsHeld || Rest > TimeSpan.Zero ? CircuitState.Open : CircuitState.HalfOpen;
}

/// <summary>A change to a circuit.</summary>
/// <param name="Key">The circuit.</param>
/// <param name="IsOpen">Whether it is to be open.</param>
/// <param name="IsHeld">Whether it stays so until a person says otherwise.</param>
/// <param name="OpenFor">How long it is open before a call may try; null where that does not matter.</param>
/// <param name="Reason">Why, in one sentence, without secrets.</param>
/// <param name="By">Who: a person as the audit trail names them, or <see cref="Hub"/>.</param>
/// <param name="ExpectedGeneration">The generation that was seen; null changes whatever stands there.</param>
public sealed record CircuitChange(CircuitKey Key, bool IsOpen, bool IsHeld, TimeSpan? OpenFor, string Reason, string By, long? ExpectedGeneration)
{
    /// <summary>Who changes circuits when no person does.</summary>
    public const string Hub = "hub";

    /// <summary>How many changes by the hub itself are kept of each circuit; those by people are all kept.</summary>
    public const int KeptOfHub = 100;

    /// <summary>Whether a person made it.</summary>
    public bool IsByHand => By != Hub;
}

/// <summary>A change that was made.</summary>
/// <param name="Generation">The generation that it made.</param>
/// <param name="IsOpen">Whether it opened the circuit.</param>
/// <param name="IsHeld">Whether it was to stay so until a person says otherwise.</param>
/// <param name="Reason">Why.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="ChangedBy">Who.</param>
public sealed record CircuitChangeRecord(long Generation, bool IsOpen, bool IsHeld, string Reason, DateTimeOffset ChangedAt, string ChangedBy);

namespace ProKure.Integrations.Erasure;

/// <summary>Keeps orders to erase, for good: they are the proof that something was erased.</summary>
/// <remarks>Every method throws <see cref="StoreUnavailableException"/> while the store is away.</remarks>
public interface IErasureStore
{
    /// <summary>Adds an order, durable on return.</summary>
    Task CreateAsync(ErasureOrder order, CancellationToken cancellationToken);

    /// <summary>The order with this id; null when there is none.</summary>
    Task<ErasureOrder?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>All orders, newest first; those before <paramref name="after"/>, the last of the page before.</summary>
    Task<Page<ErasureOrder>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Orders that are running, and those that were carried out since <paramref name="endedSince"/>, oldest first.</summary>
    Task<IReadOnlyList<ErasureOrder>> ListRememberedAsync(DateTimeOffset endedSince, CancellationToken cancellationToken);

    /// <summary>Approves or rejects an order that waits for it.</summary>
    /// <returns>False when it does not wait any more: nothing was changed.</returns>
    Task<bool> DecideAsync(Guid id, ErasureState state, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Keeps the report of an order that is running or was carried out, which it then is.</summary>
    Task ReportAsync(Guid id, ErasureReport report, CancellationToken cancellationToken);
}

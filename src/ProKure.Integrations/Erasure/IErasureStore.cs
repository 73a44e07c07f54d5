using ProKure.Integrations.Auditing;

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

    /// <summary>
    /// Keeps the report of an order that is running or was carried out, which it then is, and puts it down in the audit trail: both or neither, so that a hub that dies leaves no
    /// entry that the next one would write again.
    /// </summary>
    /// <param name="order">The order as it was before the work was done.</param>
    /// <param name="report">What was done.</param>
    /// <param name="entry">For the audit trail; null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when somebody else has reported since, or it is not to be carried out: nothing was changed.</returns>
    Task<bool> ReportAsync(ErasureOrder order, ErasureReport report, AuditEntry? entry, CancellationToken cancellationToken);
}

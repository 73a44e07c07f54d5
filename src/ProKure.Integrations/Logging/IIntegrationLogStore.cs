namespace ProKure.Integrations.Logging;

/// <summary>Where log documents are kept. Writes come in batches from the log writer; every write can be repeated without harm.</summary>
public interface IIntegrationLogStore
{
    /// <summary>
    /// Carries out the writes in the order given and returns once they are durable.
    /// A document that the store refuses does not take its neighbours with it.
    /// </summary>
    /// <returns>The writes that were refused, by their index, with the reason; empty when all were carried out.</returns>
    /// <exception cref="LogStoreUnavailableException">The store could not be reached or has no room; none, some or all writes may have been carried out.</exception>
    Task<IReadOnlyList<LogWriteRefusal>> WriteAsync(IReadOnlyList<LogWrite> writes, CancellationToken cancellationToken);

    /// <summary>The document with this id; null when there is none.</summary>
    Task<LogDocument?> FindAsync(Guid requestId, CancellationToken cancellationToken);

    /// <summary>Entries that meet the query, newest first.</summary>
    Task<Page<LogEntry>> SearchAsync(LogQuery query, CancellationToken cancellationToken);

    /// <summary>The first 1,000 documents of a business act, oldest first.</summary>
    Task<IReadOnlyList<LogDocument>> TraceAsync(string correlationId, CancellationToken cancellationToken);

    /// <summary>
    /// Puts down what was found out later about an attempt whose end left open whether the work was done: why there is a next attempt or none, and when. Nothing else of the
    /// document changes; does nothing when there is no such document.
    /// </summary>
    Task NoteFindingAsync(Guid requestId, string reason, DateTimeOffset? nextRetryAt, CancellationToken cancellationToken);

    /// <summary>What <see cref="LogDocument.Original"/> holds; null for nothing.</summary>
    Task<ReadOnlyMemory<byte>?> FindOriginalAsync(Guid requestId, CancellationToken cancellationToken);

    /// <summary>Takes the originals out of these documents; does nothing where there is none.</summary>
    /// <returns>How many were there.</returns>
    Task<int> RemoveOriginalsAsync(IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken);

    /// <summary>
    /// Marks documents <see cref="LogStatus.Unknown"/>, with error <see cref="Execution.ErrorType.ProcessLost"/>, that are
    /// <see cref="LogStatus.Pending"/> and owned by none of the instances given. A few hundred at a time, so that writes of calls come in between; repeating it
    /// after a fault marks what is left.
    /// </summary>
    /// <param name="liveInstances">Instances whose attempts are still running.</param>
    /// <param name="createdBefore">Only documents made before this: an instance that has just started may not be among the live ones yet.</param>
    /// <param name="now">The time to write as the end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The entries that were marked, as they now stand.</returns>
    Task<IReadOnlyList<LogEntry>> MarkLostAsync(
        IReadOnlyCollection<string> liveInstances, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A write that the store refused.</summary>
/// <param name="Index">Its place in the batch.</param>
/// <param name="Reason">Why.</param>
public sealed record LogWriteRefusal(int Index, string Reason);

/// <summary>The log store cannot take writes now: away, locked, or out of room.</summary>
/// <param name="message">What happened.</param>
/// <param name="innerException">The driver's error.</param>
public sealed class LogStoreUnavailableException(string message, Exception? innerException = null)
    : StoreUnavailableException(message, innerException);

using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Archives;

/// <summary>
/// The log as the archive sees it: which documents no archive file holds yet, and which one holds each of the others. A document that changes after it was marked loses its mark,
/// whatever changes it, and is archived once more.
/// </summary>
public interface IArchivedLog
{
    /// <summary>When the oldest document of the class began that began in [from, to), is not pending, and is in no archive file; null when there is none.</summary>
    /// <exception cref="LogStoreUnavailableException">The store cannot be used now.</exception>
    Task<DateTimeOffset?> FindOldestAsync(string retentionClass, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>The systems that have such documents, in the order of their codes.</summary>
    Task<IReadOnlyList<string>> ListSystemsAsync(string retentionClass, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>How many such documents a unit has.</summary>
    Task<long> CountAsync(ArchiveUnit unit, CancellationToken cancellationToken);

    /// <summary>The next such documents of a unit, whole, in the order of their beginning, those of one millisecond in the order of their ids.</summary>
    /// <param name="unit">Whose documents.</param>
    /// <param name="after">The last one seen; null to begin.</param>
    /// <param name="limit">The most documents.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<LogDocument>> ReadAsync(ArchiveUnit unit, LogCursor? after, int limit, CancellationToken cancellationToken);

    /// <summary>Marks the documents that stand as the file has them and have no mark yet; repeating it does nothing.</summary>
    /// <param name="archiveKey">The file's key.</param>
    /// <param name="documents">How they stand in the file.</param>
    /// <param name="cancellationToken">Gives up; what was marked stays so.</param>
    /// <returns>How many were marked.</returns>
    Task<int> MarkAsync(string archiveKey, IReadOnlyList<ArchivedState> documents, CancellationToken cancellationToken);

    /// <summary>Takes the mark from the documents of a unit that have this one: the file cannot be used.</summary>
    /// <returns>How many documents are archived anew because of it.</returns>
    Task<int> UnmarkAsync(ArchiveUnit unit, string archiveKey, CancellationToken cancellationToken);

    /// <summary>Lets documents that came back from the archive live at least until the time given; does nothing to others.</summary>
    /// <returns>How many now live until then because of it.</returns>
    Task<int> ProlongAsync(IReadOnlyCollection<Guid> restored, DateTimeOffset expiresAt, CancellationToken cancellationToken);
}

/// <summary>How a document stands in an archive file: all that can still change in a document whose attempt has ended.</summary>
/// <param name="RequestId">The document's id.</param>
/// <param name="Status">Its status.</param>
/// <param name="CompletedAt">When its attempt ended.</param>
/// <param name="RetryReason">Why there is a next attempt or none.</param>
/// <param name="NextRetryAt">When the next is planned.</param>
public readonly record struct ArchivedState(Guid RequestId, LogStatus Status, DateTimeOffset? CompletedAt, string? RetryReason, DateTimeOffset? NextRetryAt)
{
    /// <summary>How the entry stands.</summary>
    public static ArchivedState Of(LogEntry entry) => new(entry.RequestId, entry.Status, entry.CompletedAt, entry.Retry.Reason, entry.Retry.NextRetryAt);
}

namespace ProKure.Integrations.Configuration;

/// <summary>Where configuration is kept: transactional, with foreign keys and constraints in the database.</summary>
public interface IConfigurationStore
{
    /// <summary>Everything, at one revision.</summary>
    Task<HubConfiguration> LoadAsync(CancellationToken cancellationToken);

    /// <summary>The current revision; cheap enough to poll.</summary>
    Task<long> GetRevisionAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Writes all changes or none, in one transaction, with an audit entry for each row that really changes.
    /// A row equal to what is stored keeps its version and leaves no entry. The caller has validated the rows.
    /// </summary>
    /// <exception cref="ConfigurationReferenceException">A row refers to one that does not exist.</exception>
    Task<ConfigurationSaveResult> SaveAsync(
        IReadOnlyList<ConfigurationChange> changes, string changedBy, CancellationToken cancellationToken);

    /// <summary>The audit trail, newest first.</summary>
    /// <param name="key">Only this row's; null for all.</param>
    /// <param name="limit">The most entries on a page; 1 to 1,000.</param>
    /// <param name="cursor">Where the page before ended; null for the first page.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<Page<ConfigurationChangeRecord>> GetHistoryAsync(
        ConfigurationKey? key, int limit, string? cursor, CancellationToken cancellationToken);
}

/// <summary>A row was refused because something that it names does not exist.</summary>
/// <param name="message">Which row, and what it names.</param>
/// <param name="innerException">The database's error.</param>
public sealed class ConfigurationReferenceException(string message, Exception? innerException = null) : Exception(message, innerException);

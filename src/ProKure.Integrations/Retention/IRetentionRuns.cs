namespace ProKure.Integrations.Retention;

/// <summary>The runs of retention with their reports, kept with the configuration.</summary>
/// <remarks>Every method throws <see cref="StoreUnavailableException"/> while the store cannot be used.</remarks>
public interface IRetentionRuns
{
    /// <summary>Writes a run as it stands, in the place of what stood there.</summary>
    Task PutAsync(RetentionRun run, CancellationToken cancellationToken);

    /// <summary>The run with this id; null when there is none.</summary>
    Task<RetentionRun?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The oldest run that was asked for and that nobody has begun; null when there is none.</summary>
    Task<RetentionRun?> FindRequestedAsync(CancellationToken cancellationToken);

    /// <summary>All runs, newest first.</summary>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">The most runs.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Page<RetentionRun>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Notes of every run under way that it was interrupted, and removes those asked for before a time that have ended.</summary>
    /// <returns>How many were interrupted.</returns>
    Task<int> TidyAsync(DateTimeOffset now, DateTimeOffset removeBefore, CancellationToken cancellationToken);
}

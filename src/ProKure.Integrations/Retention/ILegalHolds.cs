namespace ProKure.Integrations.Retention;

/// <summary>The legal holds, kept with the configuration. They are placed and released, never removed.</summary>
/// <remarks>Every method throws <see cref="StoreUnavailableException"/> while the store cannot be used.</remarks>
public interface ILegalHolds
{
    /// <summary>Adds a hold, durable on return; one whose id is there already is a no-op.</summary>
    Task AddAsync(LegalHold hold, CancellationToken cancellationToken);

    /// <summary>Releases a hold; one that was released before stays as it is.</summary>
    /// <returns>The hold as it stands now; null when there is none.</returns>
    Task<LegalHold?> ReleaseAsync(Guid id, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Notes that the records of a released hold were let go.</summary>
    Task NoteClearedAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>The hold with this id; null when there is none.</summary>
    Task<LegalHold?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The holds in force, oldest first.</summary>
    Task<IReadOnlyList<LegalHold>> ListActiveAsync(CancellationToken cancellationToken);

    /// <summary>The released holds whose records were not let go yet, oldest first.</summary>
    Task<IReadOnlyList<LegalHold>> ListUnclearedAsync(CancellationToken cancellationToken);

    /// <summary>All holds, newest first.</summary>
    /// <param name="after">The last one of the page before; null for the first page.</param>
    /// <param name="limit">The most holds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Page<LegalHold>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken);
}

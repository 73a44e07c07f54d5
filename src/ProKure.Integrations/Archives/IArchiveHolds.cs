namespace ProKure.Integrations.Archives;

/// <summary>Which archived documents are under legal hold.</summary>
public interface IArchiveHolds
{
    /// <summary>Whether a hold that is in force covers any of these documents.</summary>
    /// <param name="unit">Whose documents.</param>
    /// <param name="documents">What is known of them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StoreUnavailableException">It cannot be said now.</exception>
    Task<bool> CoverAnyAsync(ArchiveUnit unit, IReadOnlyList<ArchiveIndexEntry> documents, CancellationToken cancellationToken);
}

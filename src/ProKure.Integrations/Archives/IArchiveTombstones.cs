namespace ProKure.Integrations.Archives;

/// <summary>
/// Documents whose payloads were erased though archive files still hold them. Search and restore give such a document without headers and bodies; the files stay as they are, so that
/// their hashes hold, until their time is over.
/// </summary>
/// <remarks>Every method throws <see cref="StoreUnavailableException"/> while the store cannot be used.</remarks>
public interface IArchiveTombstones
{
    /// <summary>Puts tombstones; where there is one already, it stays.</summary>
    Task AddAsync(IReadOnlyCollection<Guid> requestIds, DateTimeOffset erasedAt, CancellationToken cancellationToken);

    /// <summary>Those of the documents that were erased, and when.</summary>
    Task<IReadOnlyDictionary<Guid, DateTimeOffset>> FindAsync(IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken);
}

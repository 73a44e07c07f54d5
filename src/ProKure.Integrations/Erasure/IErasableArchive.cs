namespace ProKure.Integrations.Erasure;

/// <summary>What an archive of documents does so that erased ones are neither found in it nor restored from it. Files stay as they were verified; a mark stands beside them.</summary>
public interface IErasableArchive
{
    /// <summary>Marks archived documents about the order's entity erased.</summary>
    /// <param name="order">The order.</param>
    /// <param name="requestIds">Those that the log named; none for those that the archive finds by its own index.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many were not marked before.</returns>
    Task<int> EraseAsync(ErasureOrder order, IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken);

    /// <summary>How many archived documents about the entity are not marked, held ones aside.</summary>
    Task<int> CountAsync(ErasureOrder order, CancellationToken cancellationToken);
}

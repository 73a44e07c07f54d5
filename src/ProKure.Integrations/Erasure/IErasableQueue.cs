namespace ProKure.Integrations.Erasure;

/// <summary>What the configuration database keeps of payloads: those of deliveries, and answers for repeats.</summary>
/// <remarks>Every method throws <see cref="StoreUnavailableException"/> while the store is away. Doing any of it again is harmless.</remarks>
public interface IErasableQueue
{
    /// <summary>Takes the payload, and what the other side said of the failure, from ended deliveries about the entity that were accepted before a time.</summary>
    /// <returns>Up to <paramref name="limit"/> that had one.</returns>
    Task<IReadOnlyList<Guid>> EraseDeliveriesAsync(BusinessEntity entity, DateTimeOffset before, DateTimeOffset at, int limit, CancellationToken cancellationToken);

    /// <summary>Deliveries about the entity, accepted before a time, that have not ended or wait for a person, oldest first.</summary>
    Task<IReadOnlyList<Guid>> ListOpenDeliveriesAsync(BusinessEntity entity, DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>How many ended deliveries about the entity still have their payload.</summary>
    Task<int> CountDeliveriesAsync(BusinessEntity entity, DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>Takes kept answers from invocations, by the id of their first attempt or of their delivery.</summary>
    /// <returns>How many had one.</returns>
    Task<int> EraseAnswersAsync(IReadOnlyCollection<Guid> invocations, CancellationToken cancellationToken);

    /// <summary>How many of the invocations have an answer that is kept.</summary>
    Task<int> CountAnswersAsync(IReadOnlyCollection<Guid> invocations, CancellationToken cancellationToken);

    /// <inheritdoc cref="IErasableLog.CompactAsync"/>
    Task<string?> CompactAsync(long maxBytes, CancellationToken cancellationToken);
}

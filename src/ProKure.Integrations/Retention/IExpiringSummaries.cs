namespace ProKure.Integrations.Retention;

/// <summary>The summaries of classes that are kept for a shorter time than whole months are. Roll-ups, which count, stay.</summary>
public interface IExpiringSummaries
{
    /// <summary>Summaries of a class, not held, that began before a time, by system in the order of their codes.</summary>
    /// <exception cref="StoreUnavailableException">The store cannot be used now.</exception>
    Task<IReadOnlyList<ExpiredCount>> CountAsync(string retentionClass, DateTimeOffset startedBefore, CancellationToken cancellationToken);

    /// <summary>Removes the next of them.</summary>
    /// <returns>What was removed, by system; nothing when there are no more.</returns>
    Task<IReadOnlyList<ExpiredCount>> RemoveAsync(string retentionClass, DateTimeOffset startedBefore, int limit, CancellationToken cancellationToken);
}

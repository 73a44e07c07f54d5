using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Retention;

/// <summary>The log as retention sees it: which documents may go, and letting them go. Every call can be repeated without harm.</summary>
/// <remarks>Every method throws <see cref="LogStoreUnavailableException"/> while the store cannot be used.</remarks>
public interface IExpiringLog
{
    /// <summary>How long documents without a class are kept. A store may remove those by itself.</summary>
    TimeSpan KeepDefault { get; }

    /// <summary>What may go under the rule, by system in the order of their codes.</summary>
    Task<IReadOnlyList<ExpiredCount>> CountAsync(ExpiryRule rule, CancellationToken cancellationToken);

    /// <summary>What is old enough and stays all the same.</summary>
    Task<KeptCount> CountKeptAsync(ExpiryRule rule, CancellationToken cancellationToken);

    /// <summary>The next documents that may go under the rule.</summary>
    Task<IReadOnlyList<ExpiredDocument>> FindAsync(ExpiryRule rule, int limit, CancellationToken cancellationToken);

    /// <summary>Removes those of the documents for which the rule holds at this very moment, with all that the log keeps of them.</summary>
    /// <returns>The documents that were removed.</returns>
    Task<IReadOnlyList<Guid>> DeleteAsync(ExpiryRule rule, IReadOnlyList<Guid> requestIds, CancellationToken cancellationToken);

    /// <summary>Removes what the store keeps beside the log of documents that are gone: what a process left that died within <see cref="DeleteAsync"/>.</summary>
    Task TidyAsync(ExpiryRule rule, CancellationToken cancellationToken);

    /// <summary>Documents of a class made before a time that refer to objects, by system.</summary>
    Task<IReadOnlyList<ExpiredCount>> CountBodiesAsync(string retentionClass, DateTimeOffset createdBefore, CancellationToken cancellationToken);

    /// <summary>The next of them.</summary>
    Task<IReadOnlyList<ExpiredDocument>> FindBodiesAsync(string retentionClass, DateTimeOffset createdBefore, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Lets the documents say that their objects are gone (<see cref="BodyReference.ExpiredStore"/>), unless they are held: length and hash stay.
    /// </summary>
    /// <returns>The documents that say so now because of it.</returns>
    Task<IReadOnlyList<Guid>> ForgetBodiesAsync(IReadOnlyList<Guid> requestIds, CancellationToken cancellationToken);
}

/// <summary>A document that may go.</summary>
/// <param name="RequestId">Its id.</param>
/// <param name="SystemCode">Its system.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ObjectKeys">The objects that it refers to.</param>
public sealed record ExpiredDocument(Guid RequestId, string SystemCode, DateTimeOffset CreatedAt, IReadOnlyList<string> ObjectKeys);

/// <summary>How many records of a system may go.</summary>
/// <param name="SystemCode">The system's code.</param>
/// <param name="Count">How many, at least 1.</param>
/// <param name="Oldest">When the oldest was made.</param>
/// <param name="Newest">When the newest was made.</param>
public sealed record ExpiredCount(string SystemCode, long Count, DateTimeOffset Oldest, DateTimeOffset Newest);

/// <summary>What stays although its time is over.</summary>
/// <param name="Held">Under legal hold.</param>
/// <param name="Unarchived">Not under legal hold, but not in a verified archive file, as their class asks.</param>
public sealed record KeptCount(long Held, long Unarchived);

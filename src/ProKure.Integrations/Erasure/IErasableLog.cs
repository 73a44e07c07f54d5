using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Erasure;

/// <summary>A log store from which the content of documents can be taken.</summary>
public interface IErasableLog
{
    /// <summary>
    /// Takes headers, bodies and everything else that <see cref="Erased.Of(LogEntry, DateTimeOffset)"/> leaves out from documents, wherever the store keeps it. One that is
    /// pending, held, or has changed since it was seen stays as it is. Doing it again is harmless.
    /// </summary>
    /// <param name="seen">The documents as they were read.</param>
    /// <param name="at">What <c>erased_at</c> is to say.</param>
    /// <param name="cancellationToken">Gives up; each document is erased wholly or not at all.</param>
    /// <returns>Those that were erased.</returns>
    /// <exception cref="LogStoreUnavailableException">The store is away; some may be erased.</exception>
    Task<IReadOnlyList<ErasedDocument>> EraseAsync(IReadOnlyList<LogEntry> seen, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Erases what the store keeps about the entity outside of what can be searched, where there is such a place.</summary>
    /// <returns>How many documents lost their content.</returns>
    Task<int> EraseAsideAsync(BusinessEntity entity, DateTimeOffset before, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Makes the store's files forget what was erased, as far as the hub can.</summary>
    /// <param name="maxBytes">A file that is longer is not written anew.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Where traces may be left, a sentence; null for nowhere.</returns>
    Task<string?> CompactAsync(long maxBytes, CancellationToken cancellationToken);
}

/// <summary>A document that was erased.</summary>
/// <param name="RequestId">Its id.</param>
/// <param name="ObjectKeys">Keys of the whole bodies that it referred to.</param>
public sealed record ErasedDocument(Guid RequestId, IReadOnlyList<string> ObjectKeys);

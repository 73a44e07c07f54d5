using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Retry;

/// <summary>The payloads of the queue's deliveries, by the master keys that they need. A payload is changed by nobody but by this and by erasure, whoever works on its delivery.</summary>
public interface IDeliveryPayloads
{
    /// <summary>How many need which master key, and how many are in clear; erased ones are neither.</summary>
    Task<SealedCount> CountAsync(CancellationToken cancellationToken);

    /// <summary>Payloads that need this master key, in the order of their deliveries' ids; none of those that are erased.</summary>
    /// <param name="keyId">The master key; null for those in clear.</param>
    /// <param name="after">The last delivery of those before; null for the first.</param>
    /// <param name="limit">No more than this.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<DeliveryPayload>> ListAsync(string? keyId, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Puts the same payload, encrypted with another master key, in the place of the one that was seen. False when that is not there any more, or erased.</summary>
    Task<bool> ReplaceAsync(DeliveryPayload seen, DeliveryPayload resealed, CancellationToken cancellationToken);
}

namespace ProKure.Integrations.Retry;

/// <summary>
/// The durable queue of deliveries. A delivery is leased to one worker at a time; each lease has a fencing token that rises with every claim,
/// so that a worker whose lease ran out can no longer change the delivery. Leases use the store's clock.
/// </summary>
public interface IDeliveryQueue
{
    /// <summary>Keeps the delivery; durable on return. Does nothing when its id is there already.</summary>
    Task EnqueueAsync(Delivery delivery, CancellationToken cancellationToken);

    /// <summary>Leases up to <paramref name="limit"/> due deliveries, the longest due first, deliveries whose lease ran out included.</summary>
    Task<IReadOnlyList<DeliveryLease>> ClaimAsync(string owner, int limit, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>
    /// Extends a lease from now. False when it is no longer the worker's: the delivery was claimed again or ended. A lease that ran out without anybody
    /// claiming the delivery since is still the worker's, so that its work is not done twice.
    /// </summary>
    Task<bool> RenewAsync(DeliveryLease lease, TimeSpan duration, CancellationToken cancellationToken);

    /// <summary>
    /// Gives the delivery back to be claimed not before <see cref="Delivery.NotBefore"/>, with the attempts made so far, or ends it,
    /// as the state of <paramref name="delivery"/> says. False when the lease is no longer the worker's: nothing was changed.
    /// </summary>
    Task<bool> ReleaseAsync(DeliveryLease lease, Delivery delivery, CancellationToken cancellationToken);

    /// <summary>
    /// Puts a delivery that no worker holds where <paramref name="revised"/> says (state, due time, attempts, first attempt, reason), if it still stands as it was seen:
    /// same state, due time, attempts and reason. False otherwise: nothing was changed.
    /// </summary>
    /// <exception cref="ArgumentException">Either is running, or the two are different deliveries.</exception>
    Task<bool> ReviseAsync(Delivery seen, Delivery revised, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> dead letters with this reason, in the order of their ids, those after <paramref name="after"/>; null begins with the first.</summary>
    Task<IReadOnlyList<Delivery>> ListDeadAsync(string reason, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>The delivery with this id; null when there is none.</summary>
    Task<Delivery?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>When the next queued delivery becomes due; null when none is queued.</summary>
    Task<DateTimeOffset?> GetNextDueAsync(CancellationToken cancellationToken);
}

/// <summary>A worker's hold on a delivery.</summary>
/// <param name="Delivery">The delivery as claimed.</param>
/// <param name="Owner">The worker.</param>
/// <param name="FencingToken">Rises with every claim of the delivery.</param>
/// <param name="Until">When the lease runs out.</param>
/// <param name="WasInterrupted">
/// True when the delivery was taken over from a worker whose lease ran out: that worker's attempt may have reached the other side.
/// </param>
public sealed record DeliveryLease(Delivery Delivery, string Owner, long FencingToken, DateTimeOffset Until, bool WasInterrupted);

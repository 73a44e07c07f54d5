namespace ProKure.Integrations.Retry;

/// <summary>
/// The durable queue of deliveries. A delivery is leased to one worker at a time; each lease has a fencing token that rises with every claim,
/// so that a worker whose lease ran out can no longer change the delivery. Leases use the store's clock.
/// </summary>
/// <remarks>
/// Of the deliveries with the same <see cref="Delivery.OrderKey"/> one has the turn: the one that is queued, running, or a dead letter that
/// <see cref="Delivery.BlocksOrder"/>. The others are waiting. Whatever ends the one that has the turn gives it to the next in the same transaction, so that none is forgotten.
/// </remarks>
public interface IDeliveryQueue
{
    /// <summary>Keeps the delivery, queued, or waiting where another has its order key's turn; durable on return. Does nothing when its id is there already.</summary>
    Task EnqueueAsync(Delivery delivery, CancellationToken cancellationToken);

    /// <summary>
    /// Leases due deliveries, deliveries whose lease ran out included. Systems take turns, the one with the fewest held first, so that none starves another; within a system
    /// those whose lease ran out come first, then the most urgent, then the longest due. May give fewer than asked for, but none only when nothing is to be had.
    /// </summary>
    Task<IReadOnlyList<DeliveryLease>> ClaimAsync(DeliveryClaim claim, CancellationToken cancellationToken);

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
    /// Puts a delivery that no worker holds where <paramref name="revised"/> says (state, due time, attempts, first attempt, reason, failure, interruptions, configuration), if it
    /// still stands as it was seen: same state, due time, attempts and reason. False otherwise: nothing was changed.
    /// </summary>
    /// <exception cref="ArgumentException">Either is running, or the two are different deliveries.</exception>
    Task<bool> ReviseAsync(Delivery seen, Delivery revised, CancellationToken cancellationToken);

    /// <summary>Of the deliveries that <paramref name="owner"/> holds, those that somebody asked to cancel.</summary>
    Task<IReadOnlyList<Guid>> ListCancelAskedAsync(string owner, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> dead letters with this reason, in the order of their ids, those after <paramref name="after"/>; null begins with the first.</summary>
    Task<IReadOnlyList<Delivery>> ListDeadAsync(string reason, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> deliveries that succeeded, were cancelled or were resolved before the time given, and to which nobody did anything since, with what was done to them. Dead
    /// letters stay.
    /// </summary>
    /// <returns>How many were removed.</returns>
    Task<int> RemoveEndedAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken);

    /// <summary>The delivery with this id; null when there is none.</summary>
    Task<Delivery?> FindAsync(Guid id, CancellationToken cancellationToken);
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

namespace ProKure.Integrations.Retry;

/// <summary>The way into the queue: encrypts the payload, keeps the delivery, wakes the worker. Replays, which take a dead letter's place in one transaction, go through <see cref="DeliveryControl"/>.</summary>
public sealed class DeliveryAdmission(IDeliveryQueue queue, DeliveryVault vault, DeliverySignal signal)
{
    /// <inheritdoc cref="IDeliveryQueue.EnqueueAsync"/>
    public async Task AdmitAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        await queue.EnqueueAsync(vault.Seal(delivery), cancellationToken);
        signal.Set();
    }
}

namespace ProKure.Integrations.Retry;

/// <summary>Wakes the worker when a delivery was queued in this process, so that it need not wait for the next poll.</summary>
public sealed class DeliverySignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    /// <summary>Wakes the worker; once is enough, however many were queued.</summary>
    public void Set()
    {
        try
        {
            _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // Set already.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _set.Dispose();

    /// <summary>Waits until it is set, or for <paramref name="atMost"/>.</summary>
    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _set.WaitAsync(atMost, cancellationToken);
}

namespace ProKure.Integrations.Erasure;

/// <summary>Wakes the runner of this process when an order was given here.</summary>
public sealed class ErasureSignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    /// <summary>Wakes it, now or when it next waits.</summary>
    public void Set()
    {
        try
        {
            _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is woken already.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _set.Dispose();

    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _set.WaitAsync(atMost, cancellationToken);
}

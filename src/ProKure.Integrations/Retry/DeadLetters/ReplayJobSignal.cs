namespace ProKure.Integrations.Retry.DeadLetters;

/// <summary>Wakes the runner of replay jobs when one was begun or resumed in this process.</summary>
public sealed class ReplayJobSignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    /// <summary>Wakes the runner.</summary>
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

    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _set.WaitAsync(atMost, cancellationToken);
}

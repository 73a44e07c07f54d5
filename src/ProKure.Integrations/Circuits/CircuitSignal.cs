namespace ProKure.Integrations.Circuits;

/// <summary>Wakes <see cref="CircuitWatch"/> when another hub may have changed a circuit, so that it need not wait for its poll. Set by stores that hear of it.</summary>
public sealed class CircuitSignal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    /// <summary>Has the store's circuits looked at; once is enough, however often it is set.</summary>
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
    internal async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        await _set.WaitAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}

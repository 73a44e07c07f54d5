namespace ProKure.Integrations.Logging;

/// <summary>Writes to the log store in bounded time: a round trip that takes too long is cancelled, and one that does not heed that is left behind.</summary>
internal sealed class BoundedLogStore(IIntegrationLogStore store, TimeSpan timeout, TimeProvider time)
{
    // Each holds its batch in memory; a store of which so many calls never return is not asked again until one does.
    private const int MaxLeftBehind = 4;
    private int _leftBehind;

    /// <exception cref="LogStoreUnavailableException">The store took too long, or failed, however it did.</exception>
    public async Task<IReadOnlyList<LogWriteRefusal>> WriteAsync(IReadOnlyList<LogWrite> writes)
    {
        if (Volatile.Read(ref _leftBehind) >= MaxLeftBehind)
            throw new LogStoreUnavailableException($"The log store never answered the last {MaxLeftBehind} times.");
        var timeUp = new CancellationTokenSource(timeout, time);
        Task<IReadOnlyList<LogWriteRefusal>>? write = null;
        try
        {
            write = store.WriteAsync(writes, timeUp.Token);
            return await write.WaitAsync(timeUp.Token);
        }
        catch (OperationCanceledException) when (timeUp.IsCancellationRequested)
        {
            throw new LogStoreUnavailableException($"The log store did not answer within {timeout.TotalSeconds:0.###} s.");
        }
        catch (Exception fault) when (fault is not LogStoreUnavailableException)
        {
            // Infrastructure: whatever it throws, those who wait must hear of it in one form.
            throw new LogStoreUnavailableException($"The log store failed: {fault.Message}", fault);
        }
        finally
        {
            if (write is null or { IsCompleted: true })
                timeUp.Dispose();
            else
                _ = LeaveBehindAsync(write, timeUp);
        }
    }

    private async Task LeaveBehindAsync(Task write, CancellationTokenSource timeUp)
    {
        Interlocked.Increment(ref _leftBehind);
        await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _leftBehind);
        timeUp.Dispose();
    }
}

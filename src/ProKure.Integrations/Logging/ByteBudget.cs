namespace ProKure.Integrations.Logging;

/// <summary>
/// Bytes that may be in use at a time; who needs more waits, in the order of coming. Something larger than the whole budget gets it when nobody else uses any.
/// </summary>
internal sealed class ByteBudget(long limit)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Waiter> _waiting = new();
    private long _used;

    /// <summary>Takes the bytes if there is room and nobody waits.</summary>
    public bool TryTake(long bytes)
    {
        lock (_gate)
        {
            if (_waiting.Count > 0 || !HasRoomFor(bytes))
                return false;
            _used += bytes;
            return true;
        }
    }

    /// <summary>Takes the bytes once there is room.</summary>
    public Task TakeAsync(long bytes, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            if (TryTake(bytes))
                return Task.CompletedTask;
            waiter = new Waiter(bytes);
            _waiting.AddLast(waiter);
        }

        return WaitAsync(waiter, cancellationToken);
    }

    public void Release(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
            LetIn();
        }
    }

    private async Task WaitAsync(Waiter waiter, CancellationToken cancellationToken)
    {
        try
        {
            await waiter.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                // It may have been let in just now: then the bytes go back.
                if (!_waiting.Remove(waiter))
                    _used -= waiter.Bytes;
                LetIn();
            }

            throw;
        }
    }

    private bool HasRoomFor(long bytes) => _used == 0 || _used + bytes <= limit;

    private void LetIn()
    {
        while (_waiting.First is { } first && HasRoomFor(first.Value.Bytes))
        {
            _waiting.RemoveFirst();
            _used += first.Value.Bytes;
            first.Value.SetResult();
        }
    }

    private sealed class Waiter(long bytes) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Bytes => bytes;
    }
}

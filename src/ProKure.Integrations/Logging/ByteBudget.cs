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

    /// <summary>Takes the bytes once there is room; disposing of what it returns gives them back.</summary>
    public async Task<Rent> RentAsync(long bytes, CancellationToken cancellationToken)
    {
        await TakeAsync(bytes, cancellationToken);
        return new Rent(this, bytes);
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

    /// <summary>Bytes that were taken. Used by one call at a time.</summary>
    public sealed class Rent(ByteBudget budget, long bytes) : IDisposable
    {
        private long _bytes = bytes;

        /// <summary>Gives back all but this many.</summary>
        public void ShrinkTo(long bytes)
        {
            if (bytes >= _bytes)
                return;
            budget.Release(_bytes - bytes);
            _bytes = bytes;
        }

        public void Dispose() => ShrinkTo(0);
    }

    private sealed class Waiter(long bytes) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public long Bytes => bytes;
    }
}

using System.Threading.Channels;

namespace ProKure.Integrations.Logging;

/// <summary>
/// A queue of writes and the loops that carry them out, each one round trip after the other, each with all that wait. Neither lanes nor loops need an order among themselves: a
/// completion that overtakes its insert carries the whole document, and the insert then finds it there.
/// </summary>
internal sealed class WriteLane : IAsyncDisposable
{
    private readonly LogWriterOptions _options;
    private readonly Func<List<QueuedWrite>, Task> _write;
    private readonly LeftOver? _leftOver;
    private readonly SemaphoreSlim _oneTries = new(1);
    private readonly TimeProvider _time;
    private readonly Channel<QueuedWrite> _queue;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _loops;

    /// <param name="roundTrips">How many may be under way at once.</param>
    /// <param name="options">How much waits, and how much goes together.</param>
    /// <param name="write">Carries out a batch; never throws.</param>
    /// <param name="leftOver">What is to be tried again while the lane turns; null for nothing.</param>
    /// <param name="time">The clock for that.</param>
    public WriteLane(int roundTrips, LogWriterOptions options, Func<List<QueuedWrite>, Task> write, LeftOver? leftOver, TimeProvider time)
    {
        _options = options;
        _write = write;
        _leftOver = leftOver;
        _time = time;
        _queue = Channel.CreateBounded<QueuedWrite>(new BoundedChannelOptions(options.MaxQueued) { SingleReader = roundTrips == 1 });
        _loops = Task.WhenAll(Enumerable.Range(0, roundTrips).Select(_ => Task.Run(RunAsync)));
    }

    /// <returns>False when the queue is full, or closed.</returns>
    public bool TryEnqueue(QueuedWrite write) => _queue.Writer.TryWrite(write);

    /// <exception cref="ChannelClosedException">The lane has been disposed.</exception>
    public ValueTask EnqueueAsync(QueuedWrite write, CancellationToken cancellationToken) => _queue.Writer.WriteAsync(write, cancellationToken);

    /// <summary>Takes nothing more, carries out what is queued, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        var isFirst = _queue.Writer.TryComplete();
        if (isFirst)
            await _stopped.CancelAsync();
        await _loops;
        if (!isFirst)
            return;
        _stopped.Dispose();
        _oneTries.Dispose();
    }

    private async Task RunAsync()
    {
        while (await WaitForWorkAsync())
        {
            if (TakeBatch() is { Count: > 0 } batch)
                await _write(batch);
            await TryLeftOverAsync();
        }

        await TryLeftOverAsync();
    }

    // By whichever loop turns: the one that left something over is awake, others may sleep until there are new writes.
    private async Task TryLeftOverAsync()
    {
        if (_leftOver is null)
            return;
        await _oneTries.WaitAsync();
        await _leftOver.TryAsync();
        _oneTries.Release();
    }

    // While something is left over, the loop turns also without new writes.
    private async Task<bool> WaitForWorkAsync()
    {
        if (_leftOver is null || !_leftOver.IsThere() || _stopped.IsCancellationRequested)
            return await _queue.Reader.WaitToReadAsync();

        using var due = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        var more = _queue.Reader.WaitToReadAsync(due.Token).AsTask();
        await Task.WhenAny(more, Task.Delay(_leftOver.Interval, _time, due.Token));
        await due.CancelAsync();
        return !more.IsCompletedSuccessfully || await more;
    }

    private List<QueuedWrite> TakeBatch()
    {
        var batch = new List<QueuedWrite>();
        long bytes = 0;
        while (batch.Count < _options.MaxBatch && bytes < _options.MaxBatchBytes && _queue.Reader.TryRead(out var write))
        {
            batch.Add(write);
            bytes += write.Bytes;
        }

        return batch;
    }
}

/// <summary>What could not be written and is tried again.</summary>
/// <param name="IsThere">Whether there is any.</param>
/// <param name="TryAsync">Tries; never throws.</param>
/// <param name="Interval">How long a lane without new writes waits before it tries again.</param>
internal sealed record LeftOver(Func<bool> IsThere, Func<Task> TryAsync, TimeSpan Interval);

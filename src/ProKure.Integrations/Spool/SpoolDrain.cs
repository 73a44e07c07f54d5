using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Spool;

/// <summary>Carries a queue's entries to their store, in order, a batch at a time, whenever the store takes writes; with growing waits while it does not.</summary>
internal sealed partial class SpoolDrain<T> : IAsyncDisposable
{
    private const int MaxBytes = 16 << 20;
    private readonly SpoolQueue _queue;
    private readonly StoreCircuit _circuit;
    private readonly Func<SpooledRecord, T> _decode;
    private readonly Func<IReadOnlyList<T>, Task> _write;
    private readonly int _maxBatch;
    private readonly SpoolOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _loop;

    /// <summary>Starts draining.</summary>
    /// <param name="queue">What to drain.</param>
    /// <param name="circuit">Whether the store is to be asked.</param>
    /// <param name="decode">Makes a write of a record.</param>
    /// <param name="write">Makes writes durable in the store; throws when it takes none.</param>
    /// <param name="maxBatch">The most writes at a time.</param>
    /// <param name="options">Settings of the spool.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Tells what cannot be drained.</param>
    public SpoolDrain(
        SpoolQueue queue, StoreCircuit circuit, Func<SpooledRecord, T> decode, Func<IReadOnlyList<T>, Task> write, int maxBatch, SpoolOptions options, TimeProvider time,
        ILogger logger)
    {
        (_queue, _circuit, _decode, _write, _maxBatch, _options, _time, _logger) = (queue, circuit, decode, write, maxBatch, options, time, logger);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Stops between two batches; what is left is drained after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        await _loop;
        _stopped.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stopped.IsCancellationRequested)
        {
            if (!_circuit.MayTry)
                await WaitAsync(_circuit.Remaining);
            else if (_queue.IsEmpty)
                await _queue.WaitAsync(_options.AdoptInterval, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else
                await DrainBatchAsync();
        }
    }

    private async Task DrainBatchAsync()
    {
        try
        {
            if (_queue.Read(_maxBatch, MaxBytes) is not { } batch)
                return;
            var began = _time.GetTimestamp();
            await _write(Decode(batch)).WaitAsync(_stopped.Token);
            _queue.Remove(batch);
            _circuit.Took(_time.GetElapsedTime(began), isLast: _queue.IsEmpty);
        }
        catch (SpoolUnavailableException fault)
        {
            Log.Unreadable(_logger, fault);
            await WaitAsync(_options.LongestRetry);
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            // The entries stay.
        }
        catch (Exception fault)
        {
            // Whatever the store throws, the entries stay and the loop lives.
            _circuit.Failed(fault);
        }
    }

    private List<T> Decode(SpoolBatch batch)
    {
        var writes = new List<T>(batch.Records.Count);
        foreach (var record in batch.Records)
        {
            try
            {
                writes.Add(_decode(record));
            }
            catch (JsonException fault)
            {
                // Its checksum is right: it was written by a hub of another version. One such must not keep all that follow from the store.
                _queue.CountLost(1);
                Log.NotUnderstood(_logger, fault);
            }
        }

        return writes;
    }

    private Task WaitAsync(TimeSpan wait) => Task.Delay(wait, _time, _stopped.Token).ContinueWith(
        static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private static partial class Log
    {
        [LoggerMessage(721, LogLevel.Error, "The spool cannot be read; it is tried again")]
        public static partial void Unreadable(ILogger logger, Exception fault);

        [LoggerMessage(722, LogLevel.Error, "A spooled entry is lost: it was written in a form that this version does not know")]
        public static partial void NotUnderstood(ILogger logger, Exception fault);
    }
}

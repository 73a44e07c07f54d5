using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Logging;

/// <summary>
/// Group commit: callers await that their write is durable, and one round trip carries all that wait. There is no timer: a write that comes alone goes at
/// once, and what comes while a round trip is under way goes together with the next.
/// </summary>
/// <remarks>
/// While the store takes no writes, inserts fail at once (nothing has been sent yet), and completions are kept in memory, bounded, and written when it takes
/// them again: the calls that they record have happened.
/// </remarks>
public sealed partial class LogWriter : IAsyncDisposable
{
    private readonly IIntegrationLogStore _store;
    private readonly LogWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LogWriter> _logger;
    private readonly Channel<QueuedWrite> _queue;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _loop;

    // Only the loop touches these; _behindCount mirrors the queue's length for others to read.
    private readonly Queue<LogWrite> _behind = new();
    private readonly List<LogWrite> _batch = [];
    private readonly List<QueuedWrite> _waiting = [];
    private long _nextBehindAttempt;
    private volatile int _behindCount;

    /// <summary>Starts the writer.</summary>
    public LogWriter(IIntegrationLogStore store, IOptions<LogWriterOptions> options, TimeProvider time, ILogger<LogWriter> logger)
    {
        _store = store;
        _options = options.Value;
        _time = time;
        _logger = logger;
        _queue = Channel.CreateBounded<QueuedWrite>(new BoundedChannelOptions(_options.MaxQueued) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Completions that wait in memory for the store to take writes again.</summary>
    public int Behind => _behindCount;

    /// <summary>Adds a document and returns once it is durable.</summary>
    /// <exception cref="LogStoreUnavailableException">The store takes no writes; the document may or may not be there.</exception>
    /// <exception cref="LogWriteRefusedException">The store refuses this document.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; the document may or may not be there.</exception>
    public async Task InsertAsync(LogDocument document, CancellationToken cancellationToken)
    {
        var write = new QueuedWrite(new LogWrite(LogWriteKind.Insert, document));
        await _queue.Writer.WriteAsync(write, cancellationToken);
        await write.Durable.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Writes what became known of an attempt and waits a bounded time for it to be durable. Never fails the call that it records.
    /// </summary>
    /// <returns>True once durable; false when the store takes no writes, refuses the document or is slow: the write is then kept, or counted as lost.</returns>
    public async Task<bool> CompleteAsync(LogDocument document)
    {
        var write = new QueuedWrite(new LogWrite(LogWriteKind.Complete, document));
        try
        {
            if (!_queue.Writer.TryWrite(write))
            {
                using var full = new CancellationTokenSource(_options.CompletionWait, _time);
                await _queue.Writer.WriteAsync(write, full.Token);
            }

            if (!write.Durable.IsCompleted)
                await write.Durable.WaitAsync(_options.CompletionWait, _time);
            await write.Durable;
            return true;
        }
        catch (Exception fault) when (
            fault is LogStoreUnavailableException or LogWriteRefusedException or TimeoutException or OperationCanceledException or ChannelClosedException)
        {
            // The loop has said so once for the batch; a line for each call would drown it.
            return false;
        }
    }

    /// <summary>Writes what is queued, tries once more what was kept, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
            return;
        await _stopped.CancelAsync();
        await _loop;
        _stopped.Dispose();
        if (_behind.Count > 0)
            Log.LostAtStop(_logger, _behind.Count);
    }

    private async Task RunAsync()
    {
        while (await WaitForWorkAsync())
        {
            TakeBatch();
            if (_waiting.Count > 0)
                await WriteBatchAsync();
            if (_behind.Count > 0 && _time.GetTimestamp() >= _nextBehindAttempt)
                await WriteBehindAsync();
        }

        if (_behind.Count > 0)
            await WriteBehindAsync();
    }

    private async Task<bool> WaitForWorkAsync()
    {
        if (_behind.Count == 0 || _stopped.IsCancellationRequested)
            return await _queue.Reader.WaitToReadAsync();

        using var due = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token);
        var more = _queue.Reader.WaitToReadAsync(due.Token).AsTask();
        var retry = Task.Delay(_options.BehindRetry, _time, due.Token);
        await Task.WhenAny(more, retry);
        if (more.IsCompletedSuccessfully)
        {
            await due.CancelAsync();
            return await more;
        }

        await due.CancelAsync();
        return true;
    }

    private void TakeBatch()
    {
        _batch.Clear();
        _waiting.Clear();
        while (_waiting.Count < _options.MaxBatch && _queue.Reader.TryRead(out var write))
        {
            _waiting.Add(write);
            _batch.Add(write.Write);
        }
    }

    private async Task WriteBatchAsync()
    {
        try
        {
            var refusals = await _store.WriteAsync(_batch, CancellationToken.None);
            foreach (var refusal in refusals)
            {
                _waiting[refusal.Index].Fail(new LogWriteRefusedException(refusal.Reason));
                Log.Refused(_logger, _batch[refusal.Index].Document.Entry.RequestId, refusal.Reason);
            }

            foreach (var write in _waiting)
                write.Succeed();
            Telemetry.LogBatch.Record(_batch.Count);
            Telemetry.LogWrites.Add(_batch.Count - refusals.Count);
            Telemetry.LogRefusals.Add(refusals.Count);
        }
        catch (Exception fault)
        {
            // Whatever the store throws, those who wait must hear of it, and the loop must live.
            var unavailable = fault as LogStoreUnavailableException ?? new LogStoreUnavailableException("The log store failed.", fault);
            Log.Unavailable(_logger, _batch.Count, unavailable);
            Telemetry.LogFailures.Add(_batch.Count);
            foreach (var write in _waiting)
            {
                if (write.Write.Kind == LogWriteKind.Complete)
                    Keep(write.Write);
                write.Fail(unavailable);
            }
        }
    }

    private void Keep(LogWrite write)
    {
        if (_behind.Count >= _options.MaxBehind)
        {
            Log.Dropped(_logger, write.Document.Entry.RequestId, _options.MaxBehind);
            return;
        }

        _behind.Enqueue(write);
        _behindCount = _behind.Count;
        _nextBehindAttempt = _time.GetTimestamp() + Ticks(_options.BehindRetry);
    }

    private async Task WriteBehindAsync()
    {
        while (_behind.Count > 0)
        {
            var part = _behind.Take(_options.MaxBatch).ToList();
            try
            {
                foreach (var refusal in await _store.WriteAsync(part, CancellationToken.None))
                    Log.Refused(_logger, part[refusal.Index].Document.Entry.RequestId, refusal.Reason);
            }
            catch (Exception)
            {
                // Already reported when the writes were kept; the next attempt comes after the same wait.
                _nextBehindAttempt = _time.GetTimestamp() + Ticks(_options.BehindRetry);
                return;
            }

            for (var i = 0; i < part.Count; i++)
                _behind.Dequeue();
            _behindCount = _behind.Count;
            Telemetry.LogWrites.Add(part.Count);
        }

        Log.CaughtUp(_logger);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    private sealed class QueuedWrite(LogWrite write)
    {
        private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LogWrite Write => write;

        public Task Durable => _durable.Task;

        public void Succeed() => _durable.TrySetResult();

        public void Fail(Exception reason)
        {
            _durable.TrySetException(reason);

            // Its caller may have stopped waiting: that is no unobserved fault.
            _ = _durable.Task.Exception;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(101, LogLevel.Error, "The log store takes no writes; {Count} waited for it")]
        public static partial void Unavailable(ILogger logger, int count, Exception reason);

        [LoggerMessage(102, LogLevel.Error, "The log store refused the document of request {RequestId}: {Reason}")]
        public static partial void Refused(ILogger logger, Guid requestId, string reason);

        [LoggerMessage(103, LogLevel.Error, "The completion of request {RequestId} is lost: {Limit} are waiting for the log store already")]
        public static partial void Dropped(ILogger logger, Guid requestId, int limit);

        [LoggerMessage(104, LogLevel.Information, "The log store takes writes again; all that waited is written")]
        public static partial void CaughtUp(ILogger logger);

        [LoggerMessage(105, LogLevel.Error, "{Count} completions could not be written before the stop; their documents become unknown at the next start")]
        public static partial void LostAtStop(ILogger logger, int count);
    }
}

/// <summary>The store refuses a document.</summary>
/// <param name="reason">Why.</param>
public sealed class LogWriteRefusedException(string reason) : Exception(reason);

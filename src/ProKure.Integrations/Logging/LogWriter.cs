using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Logging;

/// <summary>
/// Group commit: callers await that their write is durable, and one round trip carries all that wait. There is no timer: a write that comes alone goes at
/// once, and what comes while a round trip is under way goes together with the next. Inserts and completions go side by side in lanes of their own, so that
/// calls that wait to be sent do not wait for the records of others that are over.
/// </summary>
/// <remarks>
/// Durable is what the log store has, or the spool on the hub's own disk. While the store is away or slow, writes go to the spool and the calls go on; what is
/// spooled is drained to the store when that is back. Both may have a write, in either order: an insert of what is there does nothing, and a completion carries
/// the whole document. When neither takes a write, an insert fails (nothing has been sent yet), and a completion is kept in memory, bounded: the call that it records has
/// happened.
/// </remarks>
public sealed partial class LogWriter : IAsyncDisposable
{
    private readonly BoundedLogStore _store;
    private readonly HubSpool _spool;
    private readonly StoreCircuit _circuit;
    private readonly SpoolDrain<LogWrite> _drain;
    private readonly LogWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<LogWriter> _logger;
    private readonly WriteLane _inserts;
    private readonly WriteLane _completions;
    private readonly ByteBudget _room;
    private readonly KeptCompletions _kept;
    private bool _isDisposed;

    /// <summary>Starts the writer.</summary>
    public LogWriter(IIntegrationLogStore store, HubSpool spool, IOptions<LogWriterOptions> options, TimeProvider time, ILogger<LogWriter> logger)
    {
        _options = options.Value;
        _store = new BoundedLogStore(store, _options.StoreTimeout, time);
        _spool = spool;
        _time = time;
        _logger = logger;
        _circuit = new StoreCircuit("log", _options.StoreWait, spool.Options, time, logger);
        _room = new ByteBudget(_options.MaxQueuedBytes);
        _kept = new KeptCompletions(_options.MaxKeptBytes, logger);
        _drain = new SpoolDrain<LogWrite>(spool.Log, _circuit, LogSpoolCodec.Decode, DrainAsync, _options.MaxBatch, spool.Options, time, logger);
        _completions = new WriteLane(Math.Max(1, _options.Lanes - 1), _options, WriteBatchAsync, new LeftOver(() => _kept.Count > 0, WriteKeptAsync, spool.Options.FirstRetry), time);
        _inserts = _options.Lanes == 1 ? _completions : new WriteLane(1, _options, WriteBatchAsync, null, time);
    }

    /// <summary>
    /// Told of each completion that waited in the spool, perhaps that of a process that is gone, once it has reached the store: what is derived from the log may have been
    /// derived without it.
    /// </summary>
    internal Action<LogEntry>? CompletionDrained { get; set; }

    /// <summary>Completions that wait in memory, because neither the log store nor the spool takes them.</summary>
    public int Kept => _kept.Count;

    /// <summary>Completions that were dropped since the start, because too many waited in memory.</summary>
    public long Lost => _kept.Lost;

    /// <summary>Whether the store takes writes, as far as is known from the last ones; false while they go to the spool.</summary>
    public bool IsStoreInUse => _circuit.IsClosed;

    /// <summary>Adds a document and returns once it is durable.</summary>
    /// <exception cref="LogStoreUnavailableException">The document could not be made durable where it must be; it may or may not be there.</exception>
    /// <exception cref="LogWriteRefusedException">The store refuses this document.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; the document may or may not be there.</exception>
    public async Task InsertAsync(LogDocument document, LogDurability durability, CancellationToken cancellationToken)
    {
        var write = new QueuedWrite(new LogWrite(LogWriteKind.Insert, document), durability);
        if (!TryEnqueue(_inserts, write))
            await EnqueueAsync(_inserts, write, cancellationToken);
        await write.Durable.WaitAsync(cancellationToken);
    }

    /// <summary>
    /// Writes what became known of an attempt and waits a bounded time for it to be durable. Never fails the call that it records.
    /// </summary>
    /// <returns>True once durable; false when it is kept in memory for want of better, refused by the store, or still waits.</returns>
    public async Task<bool> CompleteAsync(LogDocument document)
    {
        var write = new QueuedWrite(new LogWrite(LogWriteKind.Complete, document), LogDurability.StoreOrSpool);
        try
        {
            if (!TryEnqueue(_completions, write))
            {
                using var full = new CancellationTokenSource(_options.CompletionWait, _time);
                await EnqueueAsync(_completions, write, full.Token);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or ChannelClosedException)
        {
            _kept.Add(write.Write, write.Bytes);
            return false;
        }

        try
        {
            if (!write.IsDone)
                await write.Durable.WaitAsync(_options.CompletionWait, _time);
            await write.Durable;
            return true;
        }
        catch (Exception fault) when (fault is LogStoreUnavailableException or LogWriteRefusedException or TimeoutException)
        {
            // The loop has said so once for the batch; a line for each call would drown it.
            return false;
        }
    }

    /// <summary>Writes what is queued, to the store or to the spool, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
            return;
        await _inserts.DisposeAsync();
        await _completions.DisposeAsync();
        await _drain.DisposeAsync();
        if (_kept.Count > 0)
            Log.LostAtStop(_logger, _kept.Count);
    }

    private bool TryEnqueue(WriteLane lane, QueuedWrite write)
    {
        if (!_room.TryTake(write.Bytes))
            return false;
        if (lane.TryEnqueue(write))
            return true;
        _room.Release(write.Bytes);
        return false;
    }

    private async Task EnqueueAsync(WriteLane lane, QueuedWrite write, CancellationToken cancellationToken)
    {
        await _room.TakeAsync(write.Bytes, cancellationToken);
        try
        {
            await lane.EnqueueAsync(write, cancellationToken);
        }
        catch
        {
            _room.Release(write.Bytes);
            throw;
        }
    }

    private async Task WriteBatchAsync(List<QueuedWrite> batch)
    {
        try
        {
            await WriteAsync(batch);
        }
        catch (Exception fault)
        {
            // A fault of the writer itself: those who wait must hear of it, and the loop must live.
            Log.Faulted(_logger, batch.Count, fault);
            Refuse(batch.Where(write => !write.IsDone), new LogStoreUnavailableException("The log writer failed.", fault));
        }

        _room.Release(batch.Sum(write => write.Bytes));
    }

    private async Task WriteAsync(List<QueuedWrite> batch)
    {
        // While something is spooled, it is the drain that finds out whether the store is back.
        if (!_circuit.IsClosed && !(_circuit.MayTry && _spool.Log.IsEmpty))
        {
            Spool(batch, new LogStoreUnavailableException("The log store is away or slow."), isUnderWay: false);
            return;
        }

        var began = _time.GetTimestamp();
        var write = StoreAsync(batch);
        try
        {
            if (await write.WaitAsync(_options.StoreWait, _time) is { } fault)
            {
                _circuit.Failed(fault);
                Spool(batch, fault, isUnderWay: false);
            }
            else
            {
                _circuit.Took(_time.GetElapsedTime(began), isLast: false);
            }
        }
        catch (TimeoutException)
        {
            var slow = new LogStoreUnavailableException($"The log store did not answer within {_options.StoreWait.TotalMilliseconds:0} ms.");
            _circuit.Failed(slow);
            Spool(batch, slow, isUnderWay: true);
            _ = EndSlowAsync(write, batch, began);
        }
    }

    /// <returns>Null when the store has taken the batch, and all who waited have heard of it; else why not.</returns>
    private async Task<LogStoreUnavailableException?> StoreAsync(List<QueuedWrite> batch)
    {
        try
        {
            var refusals = await _store.WriteAsync([.. batch.Select(write => write.Write)]);
            foreach (var refusal in refusals)
            {
                batch[refusal.Index].Fail(new LogWriteRefusedException(refusal.Reason));
                Log.Refused(_logger, batch[refusal.Index].Write.Document.Entry.RequestId, refusal.Reason);
            }

            foreach (var write in batch)
                write.Succeed();
            Telemetry.LogBatch.Record(batch.Count);
            Telemetry.LogWrites.Add(batch.Count - refusals.Count);
            Telemetry.LogRefusals.Add(refusals.Count);
            return null;
        }
        catch (LogStoreUnavailableException fault)
        {
            Telemetry.LogFailures.Add(batch.Count);
            return fault;
        }
    }

    // Those who may not be satisfied with the spool, or whom it did not take, still wait for the slow store.
    private async Task EndSlowAsync(Task<LogStoreUnavailableException?> write, List<QueuedWrite> batch, long began)
    {
        if (await write is { } fault)
            Refuse(batch.Where(waiting => !waiting.IsDone), fault);
        else
            _circuit.Took(_time.GetElapsedTime(began), isLast: _spool.Log.IsEmpty);
    }

    private void Spool(List<QueuedWrite> batch, LogStoreUnavailableException storeFault, bool isUnderWay)
    {
        var spooled = batch.Where(write => write.MaySpool && !write.IsDone).ToList();
        if (!isUnderWay)
        {
            foreach (var write in batch.Where(write => !write.MaySpool))
                write.Fail(storeFault);
        }

        if (spooled.Count == 0)
            return;
        try
        {
            _spool.Append(_spool.Log, LogSpoolCodec.Encode([.. spooled.Select(write => write.Write)]));
            foreach (var write in spooled)
                write.Succeed();
        }
        catch (SpoolUnavailableException spoolFault) when (!isUnderWay)
        {
            Refuse(spooled, new LogStoreUnavailableException($"{storeFault.Message} The spool does not take it either: {spoolFault.Message}", storeFault));
        }
        catch (SpoolUnavailableException)
        {
            // The slow store is all that is left to wait for.
        }
    }

    private void Refuse(IEnumerable<QueuedWrite> writes, LogStoreUnavailableException fault)
    {
        foreach (var write in writes)
        {
            if (write.Write.Kind == LogWriteKind.Complete)
                _kept.Add(write.Write, write.Bytes);
            write.Fail(fault);
        }
    }

    private async Task WriteKeptAsync()
    {
        try
        {
            while (_kept.Peek(_options.MaxBatch) is { Count: > 0 } part)
            {
                if (!TrySpool(part) && !await TryStoreAsync(part))
                    return;
                _kept.Remove(part.Count);
            }
        }
        catch (Exception fault)
        {
            // A fault of the writer itself: what is kept stays, and the loop must live.
            Log.Faulted(_logger, _kept.Count, fault);
        }
    }

    private bool TrySpool(IReadOnlyList<LogWrite> writes)
    {
        try
        {
            _spool.Append(_spool.Log, LogSpoolCodec.Encode(writes));
            return true;
        }
        catch (SpoolUnavailableException)
        {
            return false;
        }
    }

    private async Task<bool> TryStoreAsync(IReadOnlyList<LogWrite> writes)
    {
        if (!_circuit.MayTry)
            return false;
        try
        {
            await DrainAsync(writes);
            _circuit.Took(TimeSpan.Zero, isLast: true);
            return true;
        }
        catch (LogStoreUnavailableException fault)
        {
            _circuit.Failed(fault);
            return false;
        }
    }

    private async Task DrainAsync(IReadOnlyList<LogWrite> writes)
    {
        // A completion inserts what is not there: an insert that it follows at once would be work for nothing.
        var completed = writes.Where(write => write.Kind == LogWriteKind.Complete).Select(write => write.Document.Entry.RequestId).ToHashSet();
        var needed = writes.Where(write => write.Kind == LogWriteKind.Complete || !completed.Contains(write.Document.Entry.RequestId)).ToList();
        if (needed.Count == 0)
            return;
        var refusals = await _store.WriteAsync(needed);
        foreach (var refusal in refusals)
            Log.Refused(_logger, needed[refusal.Index].Document.Entry.RequestId, refusal.Reason);
        Telemetry.LogWrites.Add(needed.Count - refusals.Count);
        Telemetry.LogRefusals.Add(refusals.Count);
        if (CompletionDrained is not { } tell)
            return;
        foreach (var write in needed.Where(write => write.Kind == LogWriteKind.Complete))
            tell(write.Document.Entry);
    }

    private static partial class Log
    {
        [LoggerMessage(102, LogLevel.Error, "The log store refused the document of request {RequestId}: {Reason}")]
        public static partial void Refused(ILogger logger, Guid requestId, string reason);

        [LoggerMessage(101, LogLevel.Error, "The log writer failed with {Count} writes")]
        public static partial void Faulted(ILogger logger, int count, Exception fault);

        [LoggerMessage(105, LogLevel.Error,
            "{Count} completions could be written neither to the log store nor to the spool before the stop; their documents become unknown")]
        public static partial void LostAtStop(ILogger logger, int count);
    }
}

/// <summary>The store refuses a document.</summary>
/// <param name="reason">Why.</param>
public sealed class LogWriteRefusedException(string reason) : Exception(reason);

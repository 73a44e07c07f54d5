using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Analytics;

/// <summary>
/// Writes summaries behind the calls, in batches. While the store is away they go to the spool, and from there to the store when it is back. Should the spool not take them
/// either, they wait in memory, up to a limit; further ones are counted and left to be rebuilt from the log.
/// </summary>
public sealed partial class SummaryWriter : IAsyncDisposable
{
    private const int MaxQueued = 100_000;

    // Nobody waits for a summary: the store may take its time, but not for ever.
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(10);

    private readonly ISummaryStore _store;
    private readonly HubSpool _spool;
    private readonly StoreCircuit _circuit;
    private readonly SpoolDrain<RequestSummary> _drain;
    private readonly SummaryWriterOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SummaryWriter> _logger;
    private readonly Channel<RequestSummary> _queue =
        Channel.CreateBounded<RequestSummary>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });

    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _loop;
    private long _dropped;
    private int _isFull;

    /// <summary>Starts the writer.</summary>
    public SummaryWriter(
        ISummaryStore store, HubSpool spool, IOptions<SummaryWriterOptions> options, TimeProvider time, ILogger<SummaryWriter> logger)
    {
        _options = options.Value;
        _store = store;
        _spool = spool;
        _time = time;
        _logger = logger;
        _circuit = new StoreCircuit("summary", StoreTimeout, spool.Options, time, logger);
        _drain = new SpoolDrain<RequestSummary>(spool.Summaries, _circuit, SummarySpoolCodec.Decode, StoreAsync, _options.MaxBatch, spool.Options, time, logger);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Summaries that wait in memory to be written.</summary>
    public int Queued => _queue.Reader.Count;

    /// <summary>Summaries that were left to be rebuilt since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Whether the store takes writes, as far as is known from the last ones; false while summaries go to the spool.</summary>
    public bool IsStoreInUse => _circuit.IsClosed;

    /// <summary>Hands a summary over; returns at once.</summary>
    public void Add(RequestSummary summary)
    {
        if (_queue.Writer.TryWrite(summary))
            return;
        Drop(1);
        if (Interlocked.Exchange(ref _isFull, 1) == 0)
            Log.Full(_logger, MaxQueued);
    }

    /// <summary>Writes what is queued, to the store or to the spool, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
            return;
        await _stopped.CancelAsync();
        await _loop;
        await _drain.DisposeAsync();
        _stopped.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<RequestSummary>(_options.MaxBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < _options.MaxBatch && _queue.Reader.TryRead(out var summary))
                batch.Add(summary);
            await WriteAsync([.. batch]);
            _isFull = 0;
            if (batch.Count < _options.MaxBatch)
                await Task.Delay(_options.Pause, _time, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Ends once the batch is in the store or in the spool; at the stop, after one attempt at both.
    private async Task WriteAsync(IReadOnlyList<RequestSummary> batch)
    {
        while (!await TryStoreAsync(batch) && !TrySpool(batch))
        {
            if (_stopped.IsCancellationRequested)
            {
                Drop(batch.Count);
                Log.LostAtStop(_logger, batch.Count);
                return;
            }

            await Task.Delay(_spool.Options.FirstRetry, _time, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> TryStoreAsync(IReadOnlyList<RequestSummary> batch)
    {
        if (!_circuit.IsClosed && !(_circuit.MayTry && _spool.Summaries.IsEmpty))
            return false;
        try
        {
            // At the stop nobody waits for a store that hangs: the spool is quicker.
            await StoreAsync(batch).WaitAsync(_stopped.Token);
            _circuit.Took(TimeSpan.Zero, isLast: true);
            return true;
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception fault)
        {
            // The store is infrastructure: whatever it throws, the summaries go elsewhere.
            _circuit.Failed(fault);
            return false;
        }
    }

    private bool TrySpool(IReadOnlyList<RequestSummary> batch)
    {
        try
        {
            _spool.Append(_spool.Summaries, SummarySpoolCodec.Encode(batch));
            return true;
        }
        catch (SpoolUnavailableException)
        {
            // It has said so itself.
            return false;
        }
    }

    private async Task StoreAsync(IReadOnlyList<RequestSummary> batch)
    {
        using var timeUp = new CancellationTokenSource(StoreTimeout, _time);
        try
        {
            await _store.WriteAsync(batch, timeUp.Token).WaitAsync(timeUp.Token);
        }
        catch (OperationCanceledException) when (timeUp.IsCancellationRequested)
        {
            throw new StoreUnavailableException($"The summary store did not answer within {StoreTimeout.TotalSeconds:0} s.");
        }
    }

    private void Drop(int count)
    {
        Interlocked.Add(ref _dropped, count);
        Telemetry.SummariesDropped.Add(count);
    }

    private static partial class Log
    {
        [LoggerMessage(202, LogLevel.Error,
            "Neither the summary store nor the spool takes writes, and {Limit} summaries wait in memory already: further ones are left to be rebuilt from the log")]
        public static partial void Full(ILogger logger, int limit);

        [LoggerMessage(203, LogLevel.Error, "{Count} summaries could be written neither to their store nor to the spool before the stop and are left to be rebuilt from the log")]
        public static partial void LostAtStop(ILogger logger, int count);
    }
}

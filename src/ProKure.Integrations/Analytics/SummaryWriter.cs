using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace ProKure.Integrations.Analytics;

/// <summary>
/// Writes summaries behind the calls, in batches. Summaries are derived from the log: when the store stays away so long that the queue is full, further ones
/// are dropped, counted, and left to be rebuilt.
/// </summary>
public sealed partial class SummaryWriter : IAsyncDisposable
{
    private const int MaxQueued = 100_000;
    private const int MaxBatch = 500;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly ISummaryStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger<SummaryWriter> _logger;
    private readonly Channel<RequestSummary> _queue =
        Channel.CreateBounded<RequestSummary>(new BoundedChannelOptions(MaxQueued) { SingleReader = true });

    private readonly CancellationTokenSource _stopped = new();
    private readonly Task _loop;

    /// <summary>Starts the writer.</summary>
    public SummaryWriter(ISummaryStore store, TimeProvider time, ILogger<SummaryWriter> logger)
    {
        _store = store;
        _time = time;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Summaries that wait to be written.</summary>
    public int Queued => _queue.Reader.Count;

    /// <summary>Hands a summary over; returns at once.</summary>
    public void Add(RequestSummary summary)
    {
        if (_queue.Writer.TryWrite(summary))
            return;
        Telemetry.SummariesDropped.Add(1);
        Log.Dropped(_logger, summary.RequestId);
    }

    /// <summary>Writes what is queued, with one attempt, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
            return;
        await _stopped.CancelAsync();
        await _loop;
        _stopped.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<RequestSummary>(MaxBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && _queue.Reader.TryRead(out var summary))
                batch.Add(summary);
            await WriteAsync(batch);
        }
    }

    private async Task WriteAsync(List<RequestSummary> batch)
    {
        while (true)
        {
            try
            {
                await _store.WriteAsync(batch, CancellationToken.None);
                return;
            }
            catch (Exception fault)
            {
                // The store is infrastructure: whatever it throws, the summaries stay until it takes them or the process ends.
                if (_stopped.IsCancellationRequested)
                {
                    Telemetry.SummariesDropped.Add(batch.Count);
                    Log.LostAtStop(_logger, batch.Count, fault);
                    return;
                }

                Log.Unavailable(_logger, batch.Count, fault);
                await Task.Delay(RetryAfter, _time, _stopped.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(201, LogLevel.Warning, "The summary store takes no writes; {Count} summaries wait")]
        public static partial void Unavailable(ILogger logger, int count, Exception reason);

        [LoggerMessage(202, LogLevel.Error, "The summary of request {RequestId} is left to be rebuilt from the log: too many wait already")]
        public static partial void Dropped(ILogger logger, Guid requestId);

        [LoggerMessage(203, LogLevel.Error, "{Count} summaries could not be written before the stop and are left to be rebuilt from the log")]
        public static partial void LostAtStop(ILogger logger, int count, Exception reason);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Auditing;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Archives;

/// <summary>Archives what is due, at intervals, on the leading hub; more seldom it looks for files that no hub knows.</summary>
public sealed partial class ArchiveWorker(
    ArchiveWork work, ArchiveSweep sweep, ConfigurationSnapshots snapshots, Leadership leadership, IOptions<ArchiveOptions> options, TimeProvider time, ILogger<ArchiveWorker> logger)
    : BackgroundService
{
    private long? _sweptAt;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (leadership.IsHeld)
                    await TryAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What was begun is taken up after the next start.
        }
    }

    private async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            // Files from before a restore of the database first, so that what they hold is not archived twice.
            if (_sweptAt is not { } sweptAt || time.GetElapsedTime(sweptAt) >= options.Value.UpkeepInterval)
            {
                await sweep.RunOnceAsync(stopping);
                _sweptAt = time.GetTimestamp();
            }

            await work.TryRunAsync(ArchivePolicy.Of(snapshots.Current.Configuration), AuditEntry.Hub, TimeSpan.MaxValue, stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // Whatever it was, the next run goes on where this one ended; documents stay in the log until then.
            Log.BrokenOff(logger, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2061, LogLevel.Warning, "The archive's run was broken off; the next one goes on, and documents stay in the log until then")]
        public static partial void BrokenOff(ILogger logger, Exception reason);
    }
}

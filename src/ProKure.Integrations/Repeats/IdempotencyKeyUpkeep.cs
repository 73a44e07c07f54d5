using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Repeats;

/// <summary>Removes the keys that are kept no longer, a few at a time; harmless when several processes do it.</summary>
public sealed partial class IdempotencyKeyUpkeep(
    IIdempotencyStore store, ConfigurationSnapshots snapshots, IOptions<IdempotencyOptions> options, TimeProvider time, ILogger<IdempotencyKeyUpkeep> logger)
    : BackgroundService
{
    private const int Batch = 500;

    /// <summary>How long a key is kept: as long as a delivery may still be retried, and never less than the setting says.</summary>
    public static TimeSpan KeptFor(IdempotencyOptions options, HubConfiguration configuration) =>
        configuration.RetryPolicies.Select(policy => policy.Row.Deadline).Append(options.KeepFor).Max();

    /// <summary>Removes what is kept no longer now.</summary>
    /// <returns>How many keys were removed.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var keptFor = KeptFor(options.Value, snapshots.Current.Configuration);
        for (var removed = 0; ;)
        {
            var batch = await store.RemoveAsync(keptFor, Batch, cancellationToken);
            removed += batch;
            if (batch < Batch)
                return removed;
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.UpkeepInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is removed by the next one.
        }
    }

    private async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            if (await RunOnceAsync(stopping) is var removed and > 0)
                Log.Removed(logger, removed);
        }
        catch (StoreUnavailableException fault)
        {
            Log.Postponed(logger, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(901, LogLevel.Debug, "{Count} idempotency keys are kept no longer")]
        public static partial void Removed(ILogger logger, int count);

        [LoggerMessage(902, LogLevel.Warning, "Idempotency keys that are kept no longer cannot be removed now")]
        public static partial void Postponed(ILogger logger, Exception reason);
    }
}

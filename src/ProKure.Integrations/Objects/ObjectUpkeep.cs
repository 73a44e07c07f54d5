using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Objects;

/// <summary>
/// Removes objects that no log document refers to, in the log or in the archive: a hub died between keeping a body and recording its exchange, or an archive file's time is over. One is
/// removed when it is old enough and was found without a document twice, with a whole interval in between: its document may have waited in a spool. Data keys that a rotation wrapped anew
/// go with their bodies. The leading hub alone does it.
/// </summary>
public sealed partial class ObjectUpkeep(
    IObjectStore store, IIntegrationLogStore log, IBodyKeeper archive, Leadership leadership, IOptions<ObjectOptions> options, TimeProvider time, ILogger<ObjectUpkeep> logger)
    : BackgroundService
{
    private const int MaxSuspects = 100_000;

    // Used by one run at a time.
    private HashSet<string> _suspects = new(StringComparer.Ordinal);

    /// <summary>Looks once.</summary>
    /// <returns>How many objects were removed.</returns>
    /// <exception cref="StoreUnavailableException">Log or object store is away; what was found so far is forgotten.</exception>
    public async Task<int> RunOnceAsync(CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - options.Value.OrphanAge;
        var (suspects, seen, removed) = (_suspects, new HashSet<string>(StringComparer.Ordinal), 0);
        _suspects = new HashSet<string>(StringComparer.Ordinal);
        await store.RemoveUnfinishedAsync(before, cancellationToken);
        await foreach (var stored in store.ListAsync(BodyKey.Prefix, cancellationToken))
        {
            if (stored.StoredAt >= before || !BodyKey.TryParse(stored.Key, out var requestId, out var side) || await IsNeededAsync(stored.Key, requestId, side, cancellationToken))
                continue;
            if (suspects.Contains(stored.Key))
            {
                await store.DeleteAsync(stored.Key, cancellationToken);
                removed++;
            }
            else if (seen.Count < MaxSuspects)
            {
                seen.Add(stored.Key);
            }
        }

        _suspects = seen;
        await RemoveKeysWithoutBodyAsync(before, cancellationToken);
        Telemetry.BodyOrphans.Add(removed);
        return removed;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.UpkeepInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (leadership.IsHeld)
                    await TryAsync(stoppingToken);
                else
                    _suspects.Clear();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is removed later.
        }
    }

    private async Task RemoveKeysWithoutBodyAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        await foreach (var stored in store.ListAsync(RewrappedKeys.Prefix, cancellationToken))
        {
            if (stored.StoredAt < before && RewrappedKeys.TryParse(stored.Key, out _, out var body) && await store.FindLengthAsync(body, cancellationToken) is null)
                await store.DeleteAsync(stored.Key, cancellationToken);
        }
    }

    private async Task<bool> IsNeededAsync(string key, Guid requestId, BodySide side, CancellationToken cancellationToken)
    {
        var document = await log.FindAsync(requestId, cancellationToken);
        if (document is null)
            return await archive.KeepsBodyAsync(key, cancellationToken);

        // An exchange that is still open gets its response later.
        var payload = side == BodySide.Request ? document.Request : document.Response;
        return document.Entry.Status == LogStatus.Pending || payload?.Reference?.Key == key || await archive.KeepsBodyAsync(key, cancellationToken);
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
        [LoggerMessage(1802, LogLevel.Information, "{Count} objects that no log document refers to were removed")]
        public static partial void Removed(ILogger logger, int count);

        [LoggerMessage(1803, LogLevel.Warning, "Objects that no log document refers to cannot be looked for now")]
        public static partial void Postponed(ILogger logger, Exception reason);
    }
}

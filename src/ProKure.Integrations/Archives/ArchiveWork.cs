using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Auditing;
using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Archives;

/// <summary>
/// Runs of the archive, one at a time in the fleet, whoever asks for them: a lease keeps the others away. A hub that is held up longer than its lease does no harm, since every step says
/// what it saw before.
/// </summary>
public sealed partial class ArchiveWork(ArchiveRun run, IFleetStore fleet, HubInstance instance, IAuditTrail audit, IOptions<FleetOptions> options, TimeProvider time,
    ILogger<ArchiveWork> logger)
{
    private const string Role = "archive";

    // Longer than most files take; after a kill, no other run begins for as long.
    private readonly TimeSpan _lease = options.Value.LeaderLease * 10;

    // One run at a time in this process: it renews its own lease without asking.
    private int _isRunning;
    private volatile ArchiveWorkState _state = new(null, null, null);

    /// <summary>How the last run of this hub ended.</summary>
    public ArchiveWorkState State => _state;

    /// <summary>Runs once.</summary>
    /// <param name="policies">The classes with archive.</param>
    /// <param name="actor">Who asked for it, for the audit trail.</param>
    /// <param name="atMost">Begins no further file after this time.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <returns>What it did; null when another run is under way.</returns>
    /// <exception cref="StoreUnavailableException">A store is away; the next run goes on.</exception>
    public async Task<ArchiveRunResult?> TryRunAsync(IReadOnlyList<ArchivePolicy> policies, string actor, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _isRunning, 1) == 1)
            return null;
        try
        {
            return await fleet.TryLeadAsync(Role, instance.Id, _lease, cancellationToken) ? await RunAsync(policies, actor, atMost, cancellationToken) : null;
        }
        finally
        {
            Volatile.Write(ref _isRunning, 0);
        }
    }

    private async Task<ArchiveRunResult> RunAsync(IReadOnlyList<ArchivePolicy> policies, string actor, TimeSpan atMost, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var renewed = began;
        try
        {
            var result = await run.RunAsync(policies, MayGoOnAsync, cancellationToken);
            _state = new ArchiveWorkState(time.GetUtcMilliseconds(), result, null);
            if (result.Files + result.Removed + result.Faults.Count > 0)
                await audit.AddAsync(AuditEntry.New(time, actor, "archive.run", "archive", Detail(result)), cancellationToken);
            return result;
        }
        catch (StoreUnavailableException fault)
        {
            Telemetry.ArchiveFaults.Add(1, new KeyValuePair<string, object?>("kind", "run"));
            _state = new ArchiveWorkState(time.GetUtcMilliseconds(), null, fault.Message);
            throw;
        }
        finally
        {
            await ResignAsync();
        }

        async Task<bool> MayGoOnAsync()
        {
            if (time.GetElapsedTime(began) >= atMost)
                return false;
            if (time.GetElapsedTime(renewed) < _lease / 5)
                return true;
            renewed = time.GetTimestamp();
            return await fleet.TryLeadAsync(Role, instance.Id, _lease, cancellationToken);
        }
    }

    private async Task ResignAsync()
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), time);
            await fleet.ResignAsync(Role, instance.Id, patience.Token);
        }
        catch (Exception fault) when (fault is StoreUnavailableException or OperationCanceledException)
        {
            // The lease runs out by itself.
            Log.NotResigned(logger, fault);
        }
    }

    private static string Detail(ArchiveRunResult result) => new JsonObject
    {
        ["files"] = result.Files,
        ["documents"] = result.Documents,
        ["removed"] = result.Removed,
        ["faults"] = result.Faults.Count,
    }.ToJsonString();

    private static partial class Log
    {
        [LoggerMessage(2051, LogLevel.Debug, "The lease on the archive could not be given up; it runs out by itself")]
        public static partial void NotResigned(ILogger logger, Exception reason);
    }
}

/// <summary>How the last run of this hub ended.</summary>
/// <param name="EndedAt">When; null where there was none since the start.</param>
/// <param name="Result">What it did; null where it was broken off.</param>
/// <param name="Fault">Why it was broken off; null where it was not.</param>
public sealed record ArchiveWorkState(DateTimeOffset? EndedAt, ArchiveRunResult? Result, string? Fault);

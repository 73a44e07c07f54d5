using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Auditing;
using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Retention;

/// <summary>Runs retention in the leading hub: in regular intervals, and when somebody asks for it.</summary>
public sealed partial class RetentionJob(
    RetentionSweep sweep,
    IRetentionRuns runs,
    IAuditTrail audit,
    RetentionState state,
    Leadership leadership,
    HubInstance instance,
    IOptions<RetentionOptions> options,
    TimeProvider time,
    ILogger<RetentionJob> logger) : BackgroundService
{
    private const int LastRuns = 50;
    private static readonly TimeSpan AfterFault = TimeSpan.FromMinutes(1);

    // Of the loop alone.
    private DateTimeOffset? _next;

    /// <summary>Does what is due; returns whether there was anything.</summary>
    /// <exception cref="StoreUnavailableException">The store of the runs is away.</exception>
    public async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        _next ??= await NextAsync(cancellationToken);
        var now = time.GetUtcMilliseconds();
        if (await runs.FindRequestedAsync(cancellationToken) is { } requested)
        {
            await RunAsync(requested, cancellationToken);
            return true;
        }

        if (now < _next)
            return false;
        await RunAsync(Of(AuditEntry.Hub, now, RetentionRunStatus.Requested), cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.LookInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (leadership.IsHeld)
                    await TryAsync(stoppingToken);
                else
                    _next = null;
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left goes with the next run.
        }
    }

    private static RetentionRun Of(string by, DateTimeOffset now, RetentionRunStatus status) =>
        new() { Id = Guid.CreateVersion7(now), RequestedBy = by, RequestedAt = now, Status = status };

    // A restart is no reason for a run.
    private async Task<DateTimeOffset> NextAsync(CancellationToken cancellationToken)
    {
        var last = await runs.ListAsync(null, LastRuns, cancellationToken);
        return last.Items.FirstOrDefault(run => run is { IsDryRun: false, Status: RetentionRunStatus.Done })?.StartedAt + options.Value.Interval ?? DateTimeOffset.MinValue;
    }

    private async Task TryAsync(CancellationToken stopping)
    {
        try
        {
            await LookAsync(stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // Whatever it is must not end the loop; the next look tries again.
            _next = time.GetUtcNow() + AfterFault;
            Log.Postponed(logger, fault);
        }
    }

    private async Task RunAsync(RetentionRun requested, CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        await TellOfInterruptedAsync(cancellationToken);
        if (await runs.TidyAsync(now, now - options.Value.KeepRuns, cancellationToken) is var interrupted and > 0)
            Log.Interrupted(logger, interrupted);
        var run = requested with { Status = RetentionRunStatus.Running, StartedAt = now, InstanceId = instance.Id };
        state.Last = run;
        await runs.PutAsync(run, cancellationToken);
        try
        {
            var report = await sweep.RunAsync(() => leadership.IsHeld, soFar => runs.PutAsync(run = run with { Report = soFar }, cancellationToken), cancellationToken);
            run = run with { Report = report, Status = leadership.IsHeld ? RetentionRunStatus.Done : RetentionRunStatus.Interrupted };

            // One that another hub was to end is begun again here where this one leads once more.
            _next = run.Status == RetentionRunStatus.Done ? now + options.Value.Interval : null;
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // A store that is away, or a fault of ours: the run says so, and the next goes on from where it ended.
            Telemetry.RetentionFailures.Add(1);
            Log.Failed(logger, run.Id, fault);
            run = run with { Status = RetentionRunStatus.Failed, Fault = fault is StoreUnavailableException ? fault.Message : "The hub's log says why." };
            _next = now + AfterFault;
        }

        await EndAsync(run with { EndedAt = time.GetUtcMilliseconds() }, cancellationToken);
    }

    // What a run removed whose process died is as true as what one removed that ended.
    private async Task TellOfInterruptedAsync(CancellationToken cancellationToken)
    {
        foreach (var left in (await runs.ListAsync(null, LastRuns, cancellationToken)).Items.Where(run => run is { Status: RetentionRunStatus.Running, Report.Total: > 0 }))
            await audit.AddAsync(EntryOf(left), cancellationToken);
    }

    private AuditEntry EntryOf(RetentionRun run) =>
        AuditEntry.New(time, run.RequestedBy, "retention.removed", $"retention/{run.Id}", RetentionJson.Write(run.Report)) with { Id = run.Id };

    private async Task EndAsync(RetentionRun run, CancellationToken cancellationToken)
    {
        state.Last = run;

        // The trail first: where the process ends in between, the run counts as interrupted, and what it removed is told all the same.
        if (run.Report.Total > 0)
        {
            await audit.AddAsync(EntryOf(run), cancellationToken);
            Log.Removed(logger, run.Report.Total, run.Id);
        }

        await runs.PutAsync(run, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(1901, LogLevel.Information, "Retention removed {Count} records whose time was over; /api/v1/retention/runs/{RunId} tells which")]
        public static partial void Removed(ILogger logger, long count, Guid runId);

        [LoggerMessage(1902, LogLevel.Warning, "Retention run {RunId} failed; the next goes on from where it ended")]
        public static partial void Failed(ILogger logger, Guid runId, Exception reason);

        [LoggerMessage(1903, LogLevel.Warning, "{Count} retention runs were interrupted; what they left goes with the next")]
        public static partial void Interrupted(ILogger logger, int count);

        [LoggerMessage(1904, LogLevel.Warning, "Retention cannot be looked after now")]
        public static partial void Postponed(ILogger logger, Exception reason);
    }
}

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Retry.DeadLetters;

/// <summary>
/// Works on replay jobs, in one hub at a time. A replay and its job's progress are one transaction: when this process dies, another hub takes over exactly there, and a job
/// that is paused or aborted replays nothing more from that moment on.
/// </summary>
public sealed partial class ReplayJobRunner : BackgroundService
{
    /// <summary>The role that one hub has.</summary>
    public const string Role = "replay_jobs";

    private static readonly TimeSpan Pass = TimeSpan.FromMilliseconds(500);
    private const int PageSize = 100;

    private readonly IReplayJobStore _jobs;
    private readonly IDeliveryLedger _ledger;
    private readonly IDeliveryQueue _queue;
    private readonly DeliveryControl _control;
    private readonly ReplayJobSignal _signal;
    private readonly Leadership _leadership;
    private readonly TimeProvider _time;
    private readonly ILogger<ReplayJobRunner> _logger;
    private readonly Dictionary<Guid, ReplayAllowance> _allowances = [];

    /// <summary>Sets up the runner.</summary>
    public ReplayJobRunner(
        IReplayJobStore jobs,
        IDeliveryLedger ledger,
        IDeliveryQueue queue,
        DeliveryControl control,
        ReplayJobSignal signal,
        IFleetStore fleet,
        HubInstance instance,
        IOptions<FleetOptions> options,
        TimeProvider time,
        ILogger<Leadership> leadershipLogger,
        ILogger<ReplayJobRunner> logger)
    {
        _jobs = jobs;
        _ledger = ledger;
        _queue = queue;
        _control = control;
        _signal = signal;
        _leadership = new Leadership(fleet, Role, instance, options.Value.LeaderLease, time, leadershipLogger);
        _time = time;
        _logger = logger;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var leading = _leadership.KeepAsync(stoppingToken);
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                await RunPassAsync(stoppingToken);
                await _signal.WaitAsync(Pass, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }

        await leading;
    }

    private async Task RunPassAsync(CancellationToken stopping)
    {
        if (!_leadership.IsHeld)
        {
            _allowances.Clear();
            return;
        }

        try
        {
            var running = await _jobs.ListRunningAsync(stopping);
            foreach (var gone in _allowances.Keys.Except(running.Select(job => job.Id)).ToList())
                _allowances.Remove(gone);
            foreach (var job in running)
                await AdvanceAsync(job, stopping);
        }
        catch (Exception fault) when (!stopping.IsCancellationRequested)
        {
            // Whatever the store's fault, the next pass goes on where this one ended.
            Log.PassFailed(_logger, fault);
        }
    }

    private async Task AdvanceAsync(ReplayJob job, CancellationToken stopping)
    {
        if (!_allowances.TryGetValue(job.Id, out var allowance))
            _allowances.Add(job.Id, allowance = new ReplayAllowance(job.Rate, _time));
        while (allowance.HasOne && _leadership.IsHeld)
        {
            var page = await _ledger.SearchAsync(
                new DeliveryQuery { Filter = job.Filter, OldestFirst = true, After = job.After, EndedUntil = job.CreatedAt, Limit = PageSize }, stopping);
            if (page.Items.Count == 0)
            {
                if (await _jobs.ChangeStateAsync(job.Id, [ReplayJobState.Running], ReplayJobState.Completed, job.ChangedBy, _time.GetUtcMilliseconds(), stopping))
                    Log.Completed(_logger, job.Id);
                return;
            }

            foreach (var dead in page.Items)
            {
                if (!allowance.HasOne || !_leadership.IsHeld)
                    return;
                if (!await SeeToAsync(job, dead.Id, allowance, stopping))
                    return;
                job = job with { After = dead.Id };
            }
        }
    }

    // False when the job does not run any more.
    private async Task<bool> SeeToAsync(ReplayJob job, Guid id, ReplayAllowance allowance, CancellationToken stopping)
    {
        if (await _queue.FindAsync(id, stopping) is not { State: DeliveryState.Dead } dead || (!job.AcceptDuplicates && _control.MayDoItTwice(dead)))
            return await _jobs.SkipAsync(job.Id, id, stopping);
        var (outcome, _) = await _control.ReplayAsync(dead, new DeliveryRepeat(job.CreatedBy, job.Note, job.Config, job.AcceptDuplicates), job.Id, stopping);
        if (outcome is ReplayOutcome.NotAsSeen or ReplayOutcome.Unreadable)
            return await _jobs.SkipAsync(job.Id, id, stopping);
        allowance.Take();
        return outcome == ReplayOutcome.Queued;
    }

    private static partial class Log
    {
        [LoggerMessage(511, LogLevel.Warning, "Replay jobs cannot go on now; they do later")]
        public static partial void PassFailed(ILogger logger, Exception reason);

        [LoggerMessage(512, LogLevel.Information, "Replay job {JobId} is done")]
        public static partial void Completed(ILogger logger, Guid jobId);
    }
}

/// <summary>How many replays a job may make now: as many as its rate gave since it began, less those made, never more than a second's worth at a time.</summary>
internal sealed class ReplayAllowance(double rate, TimeProvider time)
{
    private double _left = 1;
    private long _filled = time.GetTimestamp();

    public bool HasOne
    {
        get
        {
            var now = time.GetTimestamp();
            _left = Math.Min(Math.Max(1, rate), _left + (time.GetElapsedTime(_filled, now).TotalSeconds * rate));
            _filled = now;
            return _left >= 1;
        }
    }

    public void Take() => _left--;
}

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Originals;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.Integrations.Reconciliation;

/// <summary>The reconciler's work from the time on that this process leads. The steps and their order stand here and nowhere else.</summary>
public sealed partial class ReconciliationTerm
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromMinutes(1);

    private readonly List<(IReconciliationStep Step, BackOff BackOff)> _steps;
    private readonly RecentAttempts _recent;
    private readonly WholeLog _whole;
    private readonly ReconciliationReport _report;
    private readonly Leadership _leadership;
    private readonly TimeProvider _time;
    private readonly ILogger<ReconciliationTerm> _logger;

    /// <summary>Sets up the steps.</summary>
    public ReconciliationTerm(
        IFleetStore fleet,
        IIntegrationLogStore log,
        ISummaryStore summaries,
        IDeliveryQueue queue,
        DeliveryAdmission admission,
        IReplayJobStore jobs,
        LostAttemptMarker marker,
        LostCalls calls,
        OriginalVault vault,
        DeliveryRetention retention,
        ConfigurationSnapshots snapshots,
        DeliverySignal signal,
        Leadership leadership,
        HubInstance instance,
        IOptions<FleetOptions> fleetOptions,
        IOptions<ReconcilerOptions> reconcilerOptions,
        ReconciliationReport report,
        TimeProvider time,
        ILogger<ReconciliationTerm> logger)
    {
        var options = reconcilerOptions.Value;
        var check = new AttemptCheck(
            summaries,
            new PlannedRetries(queue, log, admission, vault, snapshots, retention, report, time, logger),
            new OpenQuestions(queue, log, calls, report),
            new SpentOriginals(queue, log, retention, report),
            report);
        _recent = new RecentAttempts("recent_attempts", options.SettleTime, check, log, options.PagesPerPass, time);
        _whole = new WholeLog(check, log, () => snapshots.Current.Configuration, options, time);
        IReconciliationStep[] steps =
        [
            new LostAttempts(fleet, marker, calls, instance, fleetOptions.Value.Silence, () => leadership.HeldFor, report, time),
            _recent,
            new RecentAttempts("late_attempts", options.LateTime, check, log, options.PagesPerPass, time),
            new LostDeliveries(queue, log, snapshots, signal, options.SettleTime, report, time),
            new RollUps(summaries, () => snapshots.Current.Configuration, options, report, time),
            _whole,
            new SummaryUpkeepStep(summaries, () => snapshots.Current.Configuration, options, report, time),
            new EndedDeliveries(queue, jobs, retention, options, report, time),
        ];
        _steps = [.. steps.Select(step => (step, new BackOff(options.PassInterval, LongestBackOff, time)))];
        _report = report;
        _leadership = leadership;
        _time = time;
        _logger = logger;
    }

    /// <summary>Lets every step do its next part, as long as this process leads. A step that fails rests for longer and longer; the others go on.</summary>
    public async Task RunPassAsync(CancellationToken cancellationToken)
    {
        var (began, before) = (_time.GetTimestamp(), _report.State.Counts);
        foreach (var (step, backOff) in _steps)
        {
            if (!_leadership.IsHeld)
                return;
            if (backOff.IsDue)
                await RunAsync(step, backOff, cancellationToken);
        }

        _report.Passed(_recent.CheckedUntil, _whole.CheckedBackTo);
        Tell(before, _report.State.Counts, _time.GetElapsedTime(began));
    }

    private void Tell(IReadOnlyDictionary<ReconciliationKind, long> before, IReadOnlyDictionary<ReconciliationKind, long> after, TimeSpan took)
    {
        var more = after.Where(count => count.Value > before[count.Key]).ToDictionary(count => count.Key, count => count.Value - before[count.Key]);
        if (more.Remove(ReconciliationKind.RetriesWithoutDelivery, out var lost))
            Log.NotMendable(_logger, lost);
        if (more.Count > 0)
            Log.Mended(_logger, string.Join(", ", more.Select(count => $"{WireName.Of(count.Key)} {count.Value}")), took.TotalMilliseconds);
    }

    private async Task RunAsync(IReconciliationStep step, BackOff backOff, CancellationToken cancellationToken)
    {
        try
        {
            await step.RunAsync(cancellationToken);
            if (backOff.IsFailing)
                Log.Recovered(_logger, step.Name);
            backOff.Succeeded();
            _report.Succeeded(step.Name);
        }
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
        {
            // A store that is away, or a fault of ours in one step, must not keep the other steps from their work. One line for each trouble.
            if (!backOff.IsFailing)
                Log.StepFailed(_logger, step.Name, fault);
            backOff.Failed();
            _report.Failed(step.Name);
        }
    }

    private sealed class BackOff(TimeSpan first, TimeSpan longest, TimeProvider time)
    {
        private TimeSpan _wait;
        private long _failedAt;

        public bool IsFailing => _wait > TimeSpan.Zero;

        public bool IsDue => !IsFailing || time.GetElapsedTime(_failedAt) >= _wait;

        public void Succeeded() => _wait = TimeSpan.Zero;

        public void Failed()
        {
            _failedAt = time.GetTimestamp();
            var next = IsFailing ? _wait * 2 : first;
            _wait = next < longest ? next : longest;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(801, LogLevel.Information, "Reconciliation mended: {Mended}, in {DurationMs:0} ms")]
        public static partial void Mended(ILogger logger, string mended, double durationMs);

        [LoggerMessage(802, LogLevel.Warning, "Reconciliation cannot look after {Step} now; it tries again after longer and longer waits")]
        public static partial void StepFailed(ILogger logger, string step, Exception reason);

        [LoggerMessage(804, LogLevel.Warning, "{Count} planned retries have no delivery that would make them, and cannot be mended: /api/v1/system/reconciliation lists them")]
        public static partial void NotMendable(ILogger logger, long count);

        [LoggerMessage(803, LogLevel.Information, "Reconciliation looks after {Step} again")]
        public static partial void Recovered(ILogger logger, string step);
    }
}

using ProKure.Integrations.Configuration;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Reconciliation;

/// <summary>
/// Walks slowly through the whole log, newest first, then rests and begins again. A new leader begins with it, and so finds first what a process that has just
/// died left undone.
/// </summary>
internal sealed class WholeLog(
    AttemptCheck check, IIntegrationLogStore log, Func<HubConfiguration> configuration, ReconcilerOptions options, TimeProvider time) : IReconciliationStep
{
    private LogWalk? _walk;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public string Name => "whole_log";

    /// <summary>Where the walk is; null while it rests.</summary>
    public DateTimeOffset? CheckedBackTo => _walk?.Position;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcMilliseconds();
        if (_walk is null && now < _next)
            return;

        // What has no summary any more because its month was removed must not get one again.
        _walk ??= new LogWalk(log, Later(now - options.LookBack, SummaryUpkeepStep.KeptFrom(now, options)), now - options.SettleTime);
        for (var pages = 0; pages < options.PagesPerPass && !_walk.IsOver; pages++)
            await _walk.VisitPageAsync(entries => check.RunAsync([.. entries.Where(entry => !SummaryUpkeepStep.HasLostItsSummary(entry, configuration(), now))], cancellationToken), cancellationToken);
        if (_walk.IsOver)
            (_walk, _next) = (null, time.GetUtcMilliseconds() + options.RestInterval);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}

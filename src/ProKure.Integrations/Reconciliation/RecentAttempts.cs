using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Reconciliation;

/// <summary>
/// Follows the present at a distance: looks at every attempt once when it has the age given. While the log store is away it does not move on.
/// </summary>
internal sealed class RecentAttempts(
    string name, TimeSpan age, AttemptCheck check, IIntegrationLogStore log, int pagesPerPass, TimeProvider time) : IReconciliationStep
{
    // So much is walked at a time, so that its end is a place to go on from when there is a lot to catch up with.
    private static readonly TimeSpan LongestWalk = TimeSpan.FromHours(1);

    private DateTimeOffset _from = time.GetUtcMilliseconds() - age;
    private LogWalk? _walk;

    public string Name => name;

    /// <summary>Everything that began before this, since the step's beginning, was looked at.</summary>
    public DateTimeOffset CheckedUntil => _from;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var pages = 0; pages < pagesPerPass; pages++)
        {
            _walk ??= Next();
            if (_walk is null)
                return;
            await _walk.VisitPageAsync(entries => check.RunAsync(entries, cancellationToken), cancellationToken);
            if (_walk.IsOver)
                (_from, _walk) = (_walk.To, null);
        }
    }

    private LogWalk? Next()
    {
        var settled = time.GetUtcMilliseconds() - age;
        if (settled <= _from)
            return null;
        return new LogWalk(log, _from, settled - _from > LongestWalk ? _from + LongestWalk : settled);
    }
}

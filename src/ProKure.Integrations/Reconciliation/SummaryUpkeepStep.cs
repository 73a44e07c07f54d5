using ProKure.Integrations.Analytics;

namespace ProKure.Integrations.Reconciliation;

/// <summary>Makes room for the summaries of the months to come and removes the months that are kept no longer.</summary>
internal sealed class SummaryUpkeepStep(ISummaryStore summaries, ReconcilerOptions options, ReconciliationReport report, TimeProvider time) : IReconciliationStep
{
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public string Name => "summary_upkeep";

    /// <summary>The beginning of the first month of which everything is kept.</summary>
    public static DateTimeOffset KeptFrom(DateTimeOffset now, ReconcilerOptions options)
    {
        var from = (now - options.KeepSummaries).ToUniversalTime();
        return new DateTimeOffset(from.Year, from.Month, 1, 0, 0, 0, TimeSpan.Zero);
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _next)
            return;
        var upkeep = await summaries.MaintainAsync(KeptFrom(now, options), cancellationToken);
        report.Mended(ReconciliationKind.PartitionsMade, upkeep.MadeAhead);
        report.Mended(ReconciliationKind.SummariesRemoved, upkeep.Removed);
        _next = now + options.UpkeepInterval;
    }
}

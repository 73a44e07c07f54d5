using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Reconciliation;

/// <summary>
/// What must be true of attempts that ended: each has a summary, a planned retry has a delivery that will make it, an open question is asked or answered, and no original is kept for nothing.
/// </summary>
internal sealed class AttemptCheck(ISummaryStore summaries, PlannedRetries plans, OpenQuestions questions, SpentOriginals originals, ReconciliationReport report)
{
    public async Task RunAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        var ended = entries.Where(entry => entry.Status != LogStatus.Pending).Select(RequestSummary.Of).ToList();
        if (ended.Count > 0)
            report.Mended(ReconciliationKind.SummariesWritten, await summaries.WriteAsync(ended, cancellationToken));
        foreach (var entry in entries)
        {
            await plans.CheckAsync(entry, cancellationToken);
            await questions.CheckAsync(entry, cancellationToken);
        }

        await originals.RemoveAsync(entries, cancellationToken);
    }
}

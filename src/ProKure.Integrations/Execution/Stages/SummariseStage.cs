using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>Step 6: completes the log document and hands the summary over. The caller's cancel no longer counts: what happened is recorded.</summary>
internal sealed class SummariseStage(LogWriter log, SummaryWriter summaries)
{
    /// <returns>The document, and whether it is durable.</returns>
    public async Task<(LogDocument Document, bool IsDurable)> RunAsync(Attempt attempt)
    {
        var document = LogDocuments.Complete(attempt);
        var durable = await log.CompleteAsync(document);
        summaries.Add(RequestSummary.Of(document.Entry));
        return (document, durable);
    }
}

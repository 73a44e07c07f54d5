using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Originals;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>Step 6: completes the log document and hands the summary over. The caller's cancel no longer counts: what happened is recorded.</summary>
internal sealed class SummariseStage
{
    private readonly LogWriter _log;
    private readonly SummaryWriter _summaries;
    private readonly BodyRecording _bodies;
    private readonly AttemptOriginals _originals;

    public SummariseStage(LogWriter log, SummaryWriter summaries, BodyRecording bodies, AttemptOriginals originals)
    {
        (_log, _summaries, _bodies, _originals) = (log, summaries, bodies, originals);

        // What a dead process left in its spool has no call any more that would hand its summary over.
        log.CompletionDrained = entry => summaries.Add(RequestSummary.Of(entry));
    }

    /// <returns>The document, and whether it is durable.</returns>
    public async Task<(LogDocument Document, bool IsDurable)> RunAsync(Attempt attempt)
    {
        var document = _originals.AtEnd(attempt, LogDocuments.Complete(attempt, _bodies));
        var durable = await _log.CompleteAsync(document);
        _summaries.Add(RequestSummary.Of(document.Entry));
        return (document, durable);
    }
}

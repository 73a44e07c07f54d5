using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Reconciliation;

/// <summary>What must be true of attempts that ended: each has a summary, and a planned retry has a delivery that will make it.</summary>
internal sealed class AttemptCheck(ISummaryStore summaries, IDeliveryQueue queue, IIntegrationLogStore log, ReconciliationReport report)
{
    private const string NoDelivery = "There is no such delivery in the queue, and the log, being redacted, is no source for its payload.";

    private readonly AttemptRecords _records = new(log);

    public async Task RunAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        var ended = entries.Where(entry => entry.Status != LogStatus.Pending).Select(RequestSummary.Of).ToList();
        if (ended.Count > 0)
            report.Mended(ReconciliationKind.SummariesWritten, await summaries.WriteAsync(ended, cancellationToken));
        foreach (var entry in entries)
        {
            if (entry is { DeliveryId: { } deliveryId, Retry.NextRetryAt: { } plannedAt } && !report.IsKnown(entry.RequestId))
                await CheckPlanAsync(entry, deliveryId, plannedAt, cancellationToken);
        }
    }

    // A delivery that is queued or running will make the attempt; one that ended did so later, or lost its process, which LostDeliveries looks after.
    private async Task CheckPlanAsync(LogEntry entry, Guid deliveryId, DateTimeOffset plannedAt, CancellationToken cancellationToken)
    {
        if (await queue.FindAsync(deliveryId, cancellationToken) is not null)
            return;
        var last = await _records.FindLastAsync(entry.CorrelationId, deliveryId, cancellationToken);
        if (last?.RequestId == entry.RequestId)
            report.NotMendable(new UnmendableRetry(entry.RequestId, deliveryId, entry.SystemCode, entry.EndpointCode, entry.Context.EntityId, plannedAt, NoDelivery));
    }
}

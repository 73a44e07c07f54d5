using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Reconciliation;

/// <summary>Takes originals away once their chain has gone on or ended, or when they were kept long enough.</summary>
internal sealed class SpentOriginals(IDeliveryQueue queue, IIntegrationLogStore log, DeliveryRetention retention, ReconciliationReport report)
{
    private readonly AttemptRecords _records = new(log);

    public async Task RemoveAsync(IReadOnlyList<LogEntry> entries, CancellationToken cancellationToken)
    {
        var spent = new List<Guid>();
        foreach (var entry in entries.Where(entry => entry.HasOriginal))
        {
            if (retention.IsOriginalTooOld(entry) || await IsSpentAsync(entry, cancellationToken))
                spent.Add(entry.RequestId);
        }

        if (spent.Count > 0)
            report.Mended(ReconciliationKind.OriginalsRemoved, await log.RemoveOriginalsAsync(spent, cancellationToken));
    }

    private async Task<bool> IsSpentAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        if (entry.Status == LogStatus.Pending)
            return false;
        var delivery = await queue.FindAsync(entry.DeliveryId ?? FollowUp.IdFor(entry.RequestId), cancellationToken);
        if (delivery is not null)
            return delivery.EndedAt is not null || (entry.DeliveryId is not null && delivery.AttemptsMade > entry.Retry.AttemptNumber);

        // Nothing is queued (any more): then only what can still be made anew from it.
        return entry.DeliveryId is { } id
            ? entry.Retry.NextRetryAt is null || (await _records.FindLastAsync(entry.CorrelationId, id, cancellationToken))?.RequestId != entry.RequestId
            : !LostCalls.IsOpen(entry);
    }
}

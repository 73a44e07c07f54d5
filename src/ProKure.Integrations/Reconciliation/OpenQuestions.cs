using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Reconciliation;

/// <summary>
/// Attempts of which the log does not say whether their work was done. Either nobody asks, because the process of the call is gone; or it was found out before the attempt's record came, late, through a
/// dead process's spool: then the finding is put down now.
/// </summary>
internal sealed class OpenQuestions(IDeliveryQueue queue, IIntegrationLogStore log, LostCalls calls, ReconciliationReport report)
{
    private static readonly string Done = WireName.Of(RetryReason.FoundDone);
    private static readonly string NotDone = WireName.Of(RetryReason.FoundNotDone);
    private static readonly string Scheduled = WireName.Of(RetryReason.LookupScheduled);

    public async Task CheckAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        if (!LostCalls.IsOpen(entry) || entry.Context.Keys.ContainsKey(Errand.PurposeKey))
            return;
        if (await calls.HandOverAsync(entry, cancellationToken))
            report.Mended(ReconciliationKind.CallsHandedOver, 1);
        else if (await queue.FindAsync(entry.DeliveryId ?? FollowUp.IdFor(entry.RequestId), cancellationToken) is { } delivery)
            await NoteAsync(entry, delivery, cancellationToken);
    }

    private async Task NoteAsync(LogEntry entry, Delivery delivery, CancellationToken cancellationToken)
    {
        if ((await FindAnswerAsync(entry, delivery, cancellationToken) ?? ReasonOfEnd(entry, delivery)) is not { } finding)
            return;
        await log.NoteFindingAsync(entry.RequestId, finding, null, cancellationToken);
        report.Mended(ReconciliationKind.FindingsNoted, 1);
    }

    // The last answer to a question about this attempt: asked after it began, and before the next one did.
    private async Task<string?> FindAnswerAsync(LogEntry entry, Delivery delivery, CancellationToken cancellationToken)
    {
        string? answer = null;
        var query = new LogQuery { CorrelationId = entry.CorrelationId, From = entry.StartedAt, Limit = LogQuery.MaxLimit };
        while (true)
        {
            var page = await log.SearchAsync(query, cancellationToken);
            foreach (var other in page.Items.Where(other => other.DeliveryId == delivery.Id && other.RequestId != entry.RequestId))
            {
                if (!other.Context.Keys.TryGetValue(Errand.PurposeKey, out var purpose))
                    answer = null;
                else if (purpose == Errand.Mark.Value && (other.Retry.Reason == Done || other.Retry.Reason == NotDone))
                    answer ??= other.Retry.Reason;
            }

            if (page.NextCursor is null)
                return answer;
            query = query with { After = new LogCursor(page.Items[^1].StartedAt, page.Items[^1].RequestId) };
        }
    }

    // Why the delivery ended, if no later attempt of it is known.
    private static string? ReasonOfEnd(LogEntry entry, Delivery delivery) =>
        delivery.EndedAt is not null && delivery.AttemptsMade <= entry.Retry.AttemptNumber && delivery.Reason != Scheduled ? delivery.Reason : null;
}

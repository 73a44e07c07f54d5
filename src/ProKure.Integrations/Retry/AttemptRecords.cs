using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Retry;

/// <summary>What the log knows of a delivery's attempts.</summary>
internal sealed class AttemptRecords(IIntegrationLogStore log)
{
    // An act with so many newer exchanges of other deliveries is none that people start; the search must end some time.
    private const int MaxPages = 20;

    /// <summary>The delivery's attempt that began last; null when the log has none.</summary>
    public async Task<LogEntry?> FindLastAsync(string correlationId, Guid deliveryId, CancellationToken cancellationToken)
    {
        var query = new LogQuery { CorrelationId = correlationId, Limit = LogQuery.MaxLimit };
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await log.SearchAsync(query, cancellationToken);
            if (page.Items.FirstOrDefault(entry => entry.DeliveryId == deliveryId) is { } last)
                return last;
            if (page.NextCursor is null)
                return null;
            query = query with { After = new LogCursor(page.Items[^1].StartedAt, page.Items[^1].RequestId) };
        }

        return null;
    }
}

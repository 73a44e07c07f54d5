using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;

namespace ProKure.Integrations.Retry;

/// <summary>What the log knows of a delivery's attempts.</summary>
internal sealed class AttemptRecords(IIntegrationLogStore log)
{
    // An act with so many newer exchanges of other deliveries is none that people start; the search must end some time.
    private const int MaxPages = 20;

    /// <summary>The delivery's attempt that began last; null when the log has none. Exchanges that serve another purpose, as to fetch a token, are no attempts.</summary>
    public async Task<LogEntry?> FindLastAsync(string correlationId, Guid deliveryId, CancellationToken cancellationToken) =>
        (await FindLastWithQuestionsAsync(correlationId, deliveryId, cancellationToken)).Attempt;

    /// <summary>The same, and how often a look-up was asked since it began.</summary>
    public async Task<(LogEntry? Attempt, int Asked)> FindLastWithQuestionsAsync(string correlationId, Guid deliveryId, CancellationToken cancellationToken)
    {
        var asked = 0;
        var query = new LogQuery { CorrelationId = correlationId, Limit = LogQuery.MaxLimit };
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await log.SearchAsync(query, cancellationToken);
            foreach (var entry in page.Items.Where(entry => entry.DeliveryId == deliveryId))
            {
                if (!entry.Context.Keys.TryGetValue(Errand.PurposeKey, out var purpose))
                    return (entry, asked);
                if (purpose == Errand.Mark.Value)
                    asked++;
            }

            if (page.NextCursor is null)
                return (null, asked);
            query = query with { After = new LogCursor(page.Items[^1].StartedAt, page.Items[^1].RequestId) };
        }

        return (null, asked);
    }
}

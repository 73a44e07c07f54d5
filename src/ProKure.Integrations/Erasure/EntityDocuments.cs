using System.Runtime.CompilerServices;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Erasure;

/// <summary>
/// Finds the log documents about a business entity: those whose context names it, and of the business acts that these belong to, those that name no entity at all: look-ups,
/// log-ins, requests for tokens. What names another entity is about that, even in the same business act.
/// </summary>
internal sealed class EntityDocuments(IIntegrationLogStore log)
{
    private const int PageSize = 200;

    /// <summary>The documents that began before a time, in pages; each document once.</summary>
    /// <exception cref="LogStoreUnavailableException">The log is away.</exception>
    public async IAsyncEnumerable<IReadOnlyList<LogEntry>> FindAsync(
        BusinessEntity entity, DateTimeOffset before, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var acts = new HashSet<string>(StringComparer.Ordinal);
        var named = new LogQuery { EntityType = entity.Type, EntityId = entity.Id, To = before };
        await foreach (var page in PagesAsync(named, cancellationToken))
        {
            yield return page;
            foreach (var act in page.Select(entry => entry.CorrelationId).Where(acts.Add))
            {
                await foreach (var others in PagesAsync(new LogQuery { CorrelationId = act, To = before }, cancellationToken))
                {
                    if (others.Where(entry => NamesNone(entry.Context)).ToList() is { Count: > 0 } belonging)
                        yield return belonging;
                }
            }
        }
    }

    /// <summary>Whether the context names the entity.</summary>
    public static bool Names(LogContext context, BusinessEntity entity) => context.EntityType == entity.Type && context.EntityId == entity.Id;

    /// <summary>Whether the context names no entity.</summary>
    public static bool NamesNone(LogContext context) => context is { EntityType: null, EntityId: null };

    private async IAsyncEnumerable<IReadOnlyList<LogEntry>> PagesAsync(LogQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        LogCursor? next = null;
        do
        {
            var page = await log.SearchAsync(query with { Limit = PageSize, After = next }, cancellationToken);
            if (page.Items.Count > 0)
                yield return page.Items;
            next = LogCursor.TryParse(page.NextCursor, out var cursor) ? cursor : null;
        }
        while (next is not null);
    }
}

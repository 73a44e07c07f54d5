using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Reconciliation;

/// <summary>A walk through the log entries of a span of time, newest first, a page at a time.</summary>
internal sealed class LogWalk(IIntegrationLogStore log, DateTimeOffset from, DateTimeOffset to)
{
    private LogCursor? _after;

    public DateTimeOffset To => to;

    /// <summary>The walk has come to its end.</summary>
    public bool IsOver { get; private set; }

    /// <summary>When the last entry that was visited began; the end of the span before the first.</summary>
    public DateTimeOffset Position => _after?.StartedAt ?? to;

    /// <summary>Visits the next page; a visit that throws is made again next time.</summary>
    /// <returns>How many entries the page had.</returns>
    public async Task<int> VisitPageAsync(Func<IReadOnlyList<LogEntry>, Task> visit, CancellationToken cancellationToken)
    {
        var page = await log.SearchAsync(new LogQuery { From = from, To = to, After = _after, Limit = LogQuery.MaxLimit }, cancellationToken);
        if (page.Items.Count > 0)
        {
            await visit(page.Items);
            _after = new LogCursor(page.Items[^1].StartedAt, page.Items[^1].RequestId);
        }

        IsOver = page.NextCursor is null;
        return page.Items.Count;
    }
}

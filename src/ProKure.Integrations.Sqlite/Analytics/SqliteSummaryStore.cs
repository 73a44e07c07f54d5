using ProKure.Integrations.Analytics;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Analytics;

/// <summary>Summaries and minute roll-ups in <c>summary.db</c>. The two change in one transaction.</summary>
public sealed class SqliteSummaryStore(SqliteDatabases databases) : ISummaryStore
{
    private const int MaxRemovedTogether = 5_000;

    internal const string RemoveSummaries = """
        DELETE FROM request_summary WHERE request_id IN
            (SELECT request_id FROM request_summary INDEXED BY request_summary_started WHERE started_at < ? ORDER BY started_at LIMIT ?)
        """;

    // Row values stand in the order of the primary key, so that the oldest go first.
    internal const string RemoveMinutes = """
        DELETE FROM request_metrics_minute WHERE (minute, system_code, endpoint_code, direction) IN
            (SELECT minute, system_code, endpoint_code, direction FROM request_metrics_minute WHERE minute < ? ORDER BY minute LIMIT ?)
        """;

    private readonly Database _database = databases.Summary;

    /// <inheritdoc/>
    public Task<int> WriteAsync(IReadOnlyList<RequestSummary> summaries, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            var changes = new MetricsChanges();
            var written = 0;
            foreach (var summary in summaries)
            {
                if (SummaryRows.Write(connection, summary, changes))
                    written++;
            }

            changes.Apply(connection);
            return written;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<RequestSummary?> FindAsync(Guid requestId, CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => SummaryRows.Find(connection, requestId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MinuteMetrics>> GetMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => MetricsRows.Read(connection, from, to), cancellationToken);

    /// <inheritdoc/>
    public async Task<int> RecountAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var (next, end) = (FirstMinute(from), FirstMinute(to));
        var differed = 0;
        while (next < end)
        {
            var slice = await _database.WriteAsync(connection => Recount.RunSlice(connection, next, end), cancellationToken);
            differed += slice.Differed;
            next = slice.End;
        }

        return differed;
    }

    /// <inheritdoc/>
    public async Task<SummaryUpkeep> MaintainAsync(DateTimeOffset keepFrom, CancellationToken cancellationToken)
    {
        var utc = keepFrom.ToUniversalTime();
        var month = new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var removed = 0L;
        foreach (var sql in new[] { RemoveSummaries, RemoveMinutes })
        {
            var together = MaxRemovedTogether;
            while (together == MaxRemovedTogether)
            {
                together = await _database.WriteAsync(
                    connection => connection.Prepare(sql).Bind(month).Bind(MaxRemovedTogether).Execute(), cancellationToken);
                removed += together;
            }
        }

        return new SummaryUpkeep(MadeAhead: 0, removed);
    }

    // The first minute that begins at or after the instant.
    private static long FirstMinute(DateTimeOffset instant)
    {
        var minute = MetricsKey.MinuteOf(instant.ToUnixTimeMilliseconds());
        return DateTimeOffset.FromUnixTimeMilliseconds(minute) < instant ? minute + MetricsKey.MillisecondsInMinute : minute;
    }
}

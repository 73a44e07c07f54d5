using System.Text.Json.Nodes;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Analytics;

/// <summary>Summaries and minute roll-ups in <c>summary.db</c>. The two change in one transaction.</summary>
public sealed class SqliteSummaryStore(SqliteDatabases databases) : ISummaryStore
{
    private const int MaxRemovedTogether = 5_000;

    internal const string RemoveSummaries = """
        DELETE FROM request_summary WHERE request_id IN
            (SELECT request_id FROM request_summary AS s INDEXED BY request_summary_started
             WHERE started_at < ?1 AND legal_hold = 0
                AND NOT EXISTS (SELECT 1 FROM json_each(?3) AS kept WHERE kept.key = s.retention_class AND s.started_at >= kept.value)
             ORDER BY started_at LIMIT ?2)
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
    public async Task<SummaryUpkeep> MaintainAsync(SummaryKeeping keeping, CancellationToken cancellationToken)
    {
        var utc = keeping.KeepFrom.ToUniversalTime();
        var month = new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var removed = 0L;
        var longer = new JsonObject(keeping.KeepFromByClass.Select(kept => KeyValuePair.Create(kept.Key, (JsonNode?)kept.Value.ToUnixTimeMilliseconds()))).ToJsonString();
        foreach (var (sql, classes) in new[] { (RemoveSummaries, longer), (RemoveMinutes, null) })
        {
            var together = MaxRemovedTogether;
            while (together == MaxRemovedTogether)
            {
                together = await _database.WriteAsync(
                    connection => Execute(connection.Prepare(sql).Bind(month).Bind(MaxRemovedTogether), classes), cancellationToken);
                removed += together;
            }
        }

        return new SummaryUpkeep(MadeAhead: 0, removed);
    }

    private static int Execute(Statement statement, string? classes) => (classes is null ? statement : statement.Bind(classes)).Execute();

    // The first minute that begins at or after the instant.
    private static long FirstMinute(DateTimeOffset instant)
    {
        var minute = MetricsKey.MinuteOf(instant.ToUnixTimeMilliseconds());
        return DateTimeOffset.FromUnixTimeMilliseconds(minute) < instant ? minute + MetricsKey.MillisecondsInMinute : minute;
    }
}

using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retention;

/// <summary>The summaries in <c>summary.db</c> whose class keeps them for a shorter time than the months.</summary>
public sealed class SqliteExpiringSummaries(SqliteDatabases databases) : IExpiringSummaries
{
    private const string Old =
        "request_summary INDEXED BY request_summary_class WHERE retention_class = ? AND retention_class IS NOT NULL AND started_at < ? AND legal_hold = 0";

    private const string Count = $"SELECT system_code, count(*), min(started_at), max(started_at) FROM {Old} GROUP BY system_code ORDER BY system_code";

    private const string Remove = $"""
        DELETE FROM request_summary WHERE request_id IN (SELECT request_id FROM {Old} ORDER BY started_at LIMIT ?) RETURNING system_code, started_at
        """;

    private readonly Database _database = databases.Summary;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredCount>> CountAsync(string retentionClass, DateTimeOffset startedBefore, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<ExpiredCount>>(
            connection =>
            {
                using var rows = connection.Prepare(Count).Bind(retentionClass).Bind(startedBefore);
                var counts = new List<ExpiredCount>();
                while (rows.Step())
                    counts.Add(new ExpiredCount(rows.ReadText(), rows.ReadInt64(), rows.ReadTime(), rows.ReadTime()));
                return counts;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredCount>> RemoveAsync(string retentionClass, DateTimeOffset startedBefore, int limit, CancellationToken cancellationToken) =>
        _database.WriteAsync<IReadOnlyList<ExpiredCount>>(
            connection =>
            {
                using var rows = connection.Prepare(Remove).Bind(retentionClass).Bind(startedBefore).Bind(limit);
                var removed = new List<(string System, DateTimeOffset StartedAt)>();
                while (rows.Step())
                    removed.Add((rows.ReadText(), rows.ReadTime()));
                return [.. removed.GroupBy(row => row.System, row => row.StartedAt, StringComparer.Ordinal).Select(system => new ExpiredCount(system.Key, system.Count(), system.Min(), system.Max()))];
            },
            cancellationToken);
}

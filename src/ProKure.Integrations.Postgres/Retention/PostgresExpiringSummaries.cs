using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Postgres.Retention;

/// <summary>The summaries on PostgreSQL whose class keeps them for a shorter time than the months.</summary>
public sealed class PostgresExpiringSummaries(PostgresDatabase database) : IExpiringSummaries
{
    private const string Old = "integration_request_summary WHERE retention_class = $1 AND started_at < $2 AND NOT legal_hold";

    private const string Counted = "system_code, count(*), min(started_at), max(started_at)";

    private const string Count = $"SELECT {Counted} FROM {Old} GROUP BY system_code ORDER BY system_code";

    private const string Remove = $"""
        WITH old AS (SELECT request_id, started_at FROM {Old} ORDER BY started_at LIMIT $3),
        removed AS (
            DELETE FROM integration_request_summary AS s USING old
            WHERE s.request_id = old.request_id AND s.started_at = old.started_at AND NOT s.legal_hold RETURNING s.system_code, s.started_at)
        SELECT {Counted} FROM removed GROUP BY system_code
        """;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredCount>> CountAsync(string retentionClass, DateTimeOffset startedBefore, CancellationToken cancellationToken) =>
        ReadAsync(new Statement(Count).Bind(retentionClass).Bind(startedBefore), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredCount>> RemoveAsync(string retentionClass, DateTimeOffset startedBefore, int limit, CancellationToken cancellationToken) =>
        ReadAsync(new Statement(Remove).Bind(retentionClass).Bind(startedBefore).Bind(limit), cancellationToken);

    private Task<IReadOnlyList<ExpiredCount>> ReadAsync(Statement statement, CancellationToken cancellationToken) => database.RunAsync<IReadOnlyList<ExpiredCount>>(
        async (session, cancel) => await session.ReadAllAsync(
            statement, row => new ExpiredCount(row.ReadText(), row.ReadInt64(), row.ReadTime(), row.ReadTime()), cancel),
        cancellationToken);
}

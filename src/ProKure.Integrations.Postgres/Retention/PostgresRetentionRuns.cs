using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Postgres.Retention;

/// <summary>The runs of retention on PostgreSQL.</summary>
public sealed class PostgresRetentionRuns(PostgresDatabase database) : IRetentionRuns
{
    private const string Put = $"""
        INSERT INTO retention_run ({RetentionRunColumns.Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (id) DO UPDATE SET is_dry_run = excluded.is_dry_run, requested_by = excluded.requested_by, requested_at = excluded.requested_at,
            status = excluded.status, instance_id = excluded.instance_id, started_at = excluded.started_at, ended_at = excluded.ended_at, fault = excluded.fault,
            report = excluded.report
        """;

    private const string Find = $"SELECT {RetentionRunColumns.Columns} FROM retention_run WHERE id = $1";
    private const string FindRequested = $"SELECT {RetentionRunColumns.Columns} FROM retention_run WHERE status = 'REQUESTED' ORDER BY id LIMIT 1";
    private const string List = $"SELECT {RetentionRunColumns.Columns} FROM retention_run WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2";
    private const string Interrupt = "UPDATE retention_run SET status = 'INTERRUPTED', ended_at = $1 WHERE status = 'RUNNING'";
    private const string Remove = "DELETE FROM retention_run WHERE requested_at < $1 AND status NOT IN ('REQUESTED', 'RUNNING')";

    /// <inheritdoc/>
    public Task PutAsync(RetentionRun run, CancellationToken cancellationToken) => ExecuteAsync(
        new Statement(Put).Bind(run),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<RetentionRun?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync(new Statement(Find).Bind(id), cancellationToken)).FirstOrDefault();

    /// <inheritdoc/>
    public async Task<RetentionRun?> FindRequestedAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(new Statement(FindRequested), cancellationToken)).FirstOrDefault();

    /// <inheritdoc/>
    public async Task<Page<RetentionRun>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        var runs = await ReadAsync(new Statement(List).Bind(after).Bind(limit + 1), cancellationToken);
        return runs.Count > limit ? new Page<RetentionRun>(runs[..limit], runs[limit - 1].Id.ToString()) : new Page<RetentionRun>(runs, null);
    }

    /// <inheritdoc/>
    public async Task<int> TidyAsync(DateTimeOffset now, DateTimeOffset removeBefore, CancellationToken cancellationToken)
    {
        await ExecuteAsync(new Statement(Remove).Bind(removeBefore), cancellationToken);
        return await ExecuteAsync(new Statement(Interrupt).Bind(now), cancellationToken);
    }

    private Task<int> ExecuteAsync(Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ExecuteAsync(statement, cancel), cancellationToken);

    private Task<List<RetentionRun>> ReadAsync(Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ReadAllAsync(statement, RetentionRunColumns.Read, cancel), cancellationToken);
}

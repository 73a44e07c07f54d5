using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retention;

/// <summary>The runs of retention in <c>configuration.db</c>.</summary>
public sealed class SqliteRetentionRuns(SqliteDatabases databases) : IRetentionRuns
{
    private const string Put = $"INSERT OR REPLACE INTO retention_run ({RetentionRunColumns.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private const string Interrupt = "UPDATE retention_run SET status = 'INTERRUPTED', ended_at = ? WHERE status = 'RUNNING'";
    private const string Remove = "DELETE FROM retention_run WHERE requested_at < ? AND status NOT IN ('REQUESTED', 'RUNNING')";

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task PutAsync(RetentionRun run, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => connection.Prepare(Put).Bind(run).Execute(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<RetentionRun?> FindAsync(Guid id, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var row = connection.Prepare($"SELECT {RetentionRunColumns.Columns} FROM retention_run WHERE id = ?").Bind(id);
            return row.Step() ? RetentionRunColumns.Read(row) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<RetentionRun?> FindRequestedAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var row = connection.Prepare($"SELECT {RetentionRunColumns.Columns} FROM retention_run WHERE status = 'REQUESTED' ORDER BY id LIMIT 1");
            return row.Step() ? RetentionRunColumns.Read(row) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Page<RetentionRun>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var rows = connection.Prepare($"SELECT {RetentionRunColumns.Columns} FROM retention_run WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2").Bind(after).Bind(limit + 1);
            var runs = new List<RetentionRun>();
            while (rows.Step())
                runs.Add(RetentionRunColumns.Read(rows));
            return runs.Count > limit ? new Page<RetentionRun>(runs[..limit], runs[limit - 1].Id.ToString()) : new Page<RetentionRun>(runs, null);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> TidyAsync(DateTimeOffset now, DateTimeOffset removeBefore, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            connection.Prepare(Remove).Bind(removeBefore).Execute();
            return connection.Prepare(Interrupt).Bind(now).Execute();
        },
        cancellationToken);
}

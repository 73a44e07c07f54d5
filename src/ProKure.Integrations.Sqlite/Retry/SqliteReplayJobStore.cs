using ProKure.Integrations.Retry.DeadLetters;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retry;

/// <summary>Replay jobs in <c>configuration.db</c>.</summary>
public sealed class SqliteReplayJobStore(SqliteDatabases databases) : IReplayJobStore
{
    private const string Insert = $"INSERT INTO replay_job ({ReplayJobColumns.Columns}, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)";

    private const string Running = $"SELECT {ReplayJobColumns.Columns} FROM replay_job INDEXED BY replay_job_open WHERE state IN ('RUNNING', 'PAUSED') AND state = 'RUNNING' ORDER BY id";

    // Whoever took himself for the leader a little longer may come late with one that was counted already.
    private const string CountSkipped = """
        UPDATE replay_job SET skipped = skipped + 1, after_id = ?2 WHERE id = ?1 AND state = 'RUNNING' AND (after_id IS NULL OR after_id < ?2)
        """;

    private const string RemoveFinished = """
        DELETE FROM replay_job WHERE id IN (
            SELECT id FROM replay_job INDEXED BY replay_job_finished WHERE finished_at IS NOT NULL AND finished_at < ? ORDER BY finished_at LIMIT ?)
        """;

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task CreateAsync(ReplayJob job, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => connection.Prepare(Insert).Bind(job).Execute(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<ReplayJob?> FindAsync(Guid id, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var row = connection.Prepare($"SELECT {ReplayJobColumns.Columns} FROM replay_job WHERE id = ?").Bind(id);
            return row.Step() ? ReplayJobColumns.Read(row) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Page<ReplayJob>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var rows = after is { } before
                ? connection.Prepare($"SELECT {ReplayJobColumns.Columns} FROM replay_job WHERE id < ? ORDER BY id DESC LIMIT ?").Bind(before).Bind(limit + 1)
                : connection.Prepare($"SELECT {ReplayJobColumns.Columns} FROM replay_job ORDER BY id DESC LIMIT ?").Bind(limit + 1);
            var jobs = ReadAll(rows);
            return jobs.Count > limit ? new Page<ReplayJob>(jobs[..limit], jobs[limit - 1].Id.ToString()) : new Page<ReplayJob>(jobs, null);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReplayJob>> ListRunningAsync(CancellationToken cancellationToken) => _database.ReadAsync<IReadOnlyList<ReplayJob>>(
        connection =>
        {
            using var rows = connection.Prepare(Running);
            return ReadAll(rows);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ChangeStateAsync(
        Guid id, IReadOnlyList<ReplayJobState> from, ReplayJobState to, string changedBy, DateTimeOffset? finishedAt, CancellationToken cancellationToken) =>
        _database.WriteAsync(
            connection =>
            {
                var change = connection.Prepare($"""
                    UPDATE replay_job SET state = ?, changed_by = ?, finished_at = ?, version = version + 1 WHERE id = ? AND state IN ({string.Join(", ", from.Select(_ => "?"))})
                    """).Bind(to).Bind(changedBy).Bind(finishedAt).Bind(id);
                foreach (var state in from)
                    change.Bind(state);
                return change.Execute() > 0;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> SkipAsync(Guid id, Guid deliveryId, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            connection.Prepare(CountSkipped).Bind(id).Bind(deliveryId).Execute();
            return IsRunning(connection, id);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> RemoveFinishedAsync(DateTimeOffset finishedBefore, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _database.WriteAsync(connection => connection.Prepare(RemoveFinished).Bind(finishedBefore).Bind(limit).Execute(), cancellationToken);
    }

    internal static bool IsRunning(Connection connection, Guid id)
    {
        using var row = connection.Prepare("SELECT 1 FROM replay_job WHERE id = ? AND state = 'RUNNING'").Bind(id);
        return row.Step();
    }

    internal static void Advance(Connection connection, Guid id, Guid deliveryId) => connection
        .Prepare("UPDATE replay_job SET replayed = replayed + 1, after_id = max(coalesce(after_id, ?2), ?2) WHERE id = ?1").Bind(id).Bind(deliveryId).Execute();

    private static List<ReplayJob> ReadAll(Statement rows)
    {
        var jobs = new List<ReplayJob>();
        while (rows.Step())
            jobs.Add(ReplayJobColumns.Read(rows));
        return jobs;
    }
}

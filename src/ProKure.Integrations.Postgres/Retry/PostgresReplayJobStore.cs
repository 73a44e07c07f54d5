using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>Replay jobs on PostgreSQL.</summary>
public sealed class PostgresReplayJobStore(PostgresDatabase database) : IReplayJobStore
{
    private const string Insert = $"""
        INSERT INTO replay_job ({ReplayJobColumns.Columns}, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 1)
        """;

    private const string Running = $"SELECT {ReplayJobColumns.Columns} FROM replay_job WHERE state IN ('RUNNING', 'PAUSED') AND state = 'RUNNING' ORDER BY id";

    private const string ChangeState = """
        UPDATE replay_job SET state = $2, changed_by = $3, finished_at = $4, version = version + 1 WHERE id = $1 AND state = ANY ($5)
        """;

    // Whoever took himself for the leader a little longer may come late with one that was counted already.
    private const string CountSkipped = """
        UPDATE replay_job SET skipped = skipped + 1, after_id = $2 WHERE id = $1 AND state = 'RUNNING' AND (after_id IS NULL OR after_id < $2)
        """;

    private const string RemoveFinished = """
        DELETE FROM replay_job WHERE id IN (
            SELECT id FROM replay_job WHERE finished_at IS NOT NULL AND finished_at < $1 ORDER BY finished_at LIMIT $2 FOR UPDATE SKIP LOCKED)
        """;

    /// <inheritdoc/>
    public Task CreateAsync(ReplayJob job, CancellationToken cancellationToken) => ExecuteAsync(
        new Statement(Insert).Bind(job),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<ReplayJob?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync(new Statement($"SELECT {ReplayJobColumns.Columns} FROM replay_job WHERE id = $1").Bind(id), cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<Page<ReplayJob>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        var jobs = await ReadAsync(
            new Statement($"SELECT {ReplayJobColumns.Columns} FROM replay_job WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2").Bind(after).Bind(limit + 1), cancellationToken);
        return jobs.Count > limit ? new Page<ReplayJob>(jobs[..limit], jobs[limit - 1].Id.ToString()) : new Page<ReplayJob>(jobs, null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReplayJob>> ListRunningAsync(CancellationToken cancellationToken) => await ReadAsync(new Statement(Running), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> ChangeStateAsync(
        Guid id, IReadOnlyList<ReplayJobState> from, ReplayJobState to, string changedBy, DateTimeOffset? finishedAt, CancellationToken cancellationToken) =>
        await ExecuteAsync(
            new Statement(ChangeState).Bind(id).Bind(to).BindStorable(changedBy).Bind(finishedAt)
                .BindMany(from.Select(WireName.Of).ToArray(), NpgsqlTypes.NpgsqlDbType.Text),
            cancellationToken) > 0;

    /// <inheritdoc/>
    public async Task<bool> SkipAsync(Guid id, Guid deliveryId, CancellationToken cancellationToken)
    {
        await ExecuteAsync(new Statement(CountSkipped).Bind(id).Bind(deliveryId), cancellationToken);
        return await FindAsync(id, cancellationToken) is { State: ReplayJobState.Running };
    }

    /// <inheritdoc/>
    public Task<int> RemoveFinishedAsync(DateTimeOffset finishedBefore, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return ExecuteAsync(new Statement(RemoveFinished).Bind(finishedBefore).Bind(limit), cancellationToken);
    }

    /// <summary>Gives a row when the job runs, and keeps it running until the end of the transaction.</summary>
    internal static Statement LockRunning(Guid id) => new Statement("SELECT true FROM replay_job WHERE id = $1 AND state = 'RUNNING' FOR UPDATE").Bind(id);

    internal static Statement Advance(Guid id, Guid deliveryId) =>
        new Statement("UPDATE replay_job SET replayed = replayed + 1, after_id = greatest(after_id, $2) WHERE id = $1").Bind(id).Bind(deliveryId);

    private Task<List<ReplayJob>> ReadAsync(Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ReadAllAsync(statement, ReplayJobColumns.Read, cancel), cancellationToken);

    private Task<int> ExecuteAsync(Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ExecuteAsync(statement, cancel), cancellationToken);
}

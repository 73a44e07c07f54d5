using System.Data;
using ProKure.Integrations.Auditing;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Postgres.Auditing;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Erasure;

/// <summary>Orders to erase on PostgreSQL.</summary>
public sealed class PostgresErasureStore(PostgresDatabase database) : IErasureStore
{
    private const string Insert = $"INSERT INTO erasure ({ErasureOrderColumns.Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

    private const string Remembered = $"""
        SELECT {ErasureOrderColumns.Columns} FROM erasure WHERE state IN ('RUNNING', 'COMPLETED') AND (ended_at IS NULL OR ended_at >= $1) ORDER BY id
        """;

    private const string Decide = "UPDATE erasure SET state = $2, decided_by = $3, decided_at = $4 WHERE id = $1 AND state = 'WAITING_FOR_APPROVAL'";

    private const string Report = """
        UPDATE erasure SET state = 'COMPLETED', report = $2, looked_at = $3, ended_at = coalesce(ended_at, $3)
        WHERE id = $1 AND state IN ('RUNNING', 'COMPLETED') AND looked_at IS NOT DISTINCT FROM $4
        """;

    /// <inheritdoc/>
    public Task CreateAsync(ErasureOrder order, CancellationToken cancellationToken) => ExecuteAsync(
        new Statement(Insert).Bind(order),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<ErasureOrder?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync(new Statement($"SELECT {ErasureOrderColumns.Columns} FROM erasure WHERE id = $1").Bind(id), cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<Page<ErasureOrder>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        var orders = await ReadAsync(
            new Statement($"SELECT {ErasureOrderColumns.Columns} FROM erasure WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2").Bind(after).Bind(limit + 1), cancellationToken);
        return orders.Count > limit ? new Page<ErasureOrder>(orders[..limit], orders[limit - 1].Id.ToString()) : new Page<ErasureOrder>(orders, null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ErasureOrder>> ListRememberedAsync(DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        await ReadAsync(new Statement(Remembered).Bind(endedSince), cancellationToken);

    /// <inheritdoc/>
    public async Task<bool> DecideAsync(Guid id, ErasureState state, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        await ExecuteAsync(new Statement(Decide).Bind(id).Bind(state).BindStorable(by).Bind(at), cancellationToken) > 0;

    /// <inheritdoc/>
    public Task<bool> ReportAsync(ErasureOrder order, ErasureReport report, AuditEntry? entry, CancellationToken cancellationToken) => database.InTransactionAsync(
        IsolationLevel.ReadCommitted,
        async (session, cancel) =>
        {
            if (await session.ExecuteAsync(new Statement(Report).Bind(order.Id).Bind(report).Bind(report.EndedAt).Bind(order.LookedAt), cancel) == 0)
                return false;
            if (entry is not null)
                await session.ExecuteAsync(PostgresAuditTrail.Add(entry), cancel);
            return true;
        },
        cancellationToken);

    private Task<List<ErasureOrder>> ReadAsync(Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ReadAllAsync(statement, ErasureOrderColumns.Read, cancel), cancellationToken);

    private Task<int> ExecuteAsync(Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ExecuteAsync(statement, cancel), cancellationToken);
}

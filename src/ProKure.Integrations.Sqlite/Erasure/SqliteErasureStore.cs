using ProKure.Integrations.Auditing;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Sqlite.Auditing;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Erasure;

/// <summary>Orders to erase in <c>configuration.db</c>.</summary>
public sealed class SqliteErasureStore(SqliteDatabases databases) : IErasureStore
{
    private const string Insert = $"INSERT INTO erasure ({ErasureOrderColumns.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private const string Remembered = $"""
        SELECT {ErasureOrderColumns.Columns} FROM erasure INDEXED BY erasure_remembered
        WHERE state IN ('RUNNING', 'COMPLETED') AND (ended_at IS NULL OR ended_at >= ?) ORDER BY id
        """;

    private const string Decide = "UPDATE erasure SET state = ?, decided_by = ?, decided_at = ? WHERE id = ? AND state = 'WAITING_FOR_APPROVAL'";

    private const string Report = """
        UPDATE erasure SET state = 'COMPLETED', report = ?1, looked_at = ?2, ended_at = coalesce(ended_at, ?2)
        WHERE id = ?3 AND state IN ('RUNNING', 'COMPLETED') AND looked_at IS ?4
        """;

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task CreateAsync(ErasureOrder order, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => connection.Prepare(Insert).Bind(order).Execute(),
        cancellationToken);

    /// <inheritdoc/>
    public Task<ErasureOrder?> FindAsync(Guid id, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var row = connection.Prepare($"SELECT {ErasureOrderColumns.Columns} FROM erasure WHERE id = ?").Bind(id);
            return row.Step() ? ErasureOrderColumns.Read(row) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Page<ErasureOrder>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var rows = connection.Prepare($"SELECT {ErasureOrderColumns.Columns} FROM erasure WHERE ?1 IS NULL OR id < ?1 ORDER BY id DESC LIMIT ?2").Bind(after).Bind(limit + 1);
            var orders = ReadAll(rows);
            return orders.Count > limit ? new Page<ErasureOrder>(orders[..limit], orders[limit - 1].Id.ToString()) : new Page<ErasureOrder>(orders, null);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ErasureOrder>> ListRememberedAsync(DateTimeOffset endedSince, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<ErasureOrder>>(
            connection =>
            {
                using var rows = connection.Prepare(Remembered).Bind(endedSince);
                return ReadAll(rows);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> DecideAsync(Guid id, ErasureState state, string by, DateTimeOffset at, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => connection.Prepare(Decide).Bind(state).Bind(by).Bind(at).Bind(id).Execute() > 0, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> ReportAsync(ErasureOrder order, ErasureReport report, AuditEntry? entry, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            if (connection.Prepare(Report).Bind(report).Bind(report.EndedAt).Bind(order.Id).Bind(order.LookedAt).Execute() == 0)
                return false;
            if (entry is not null)
                SqliteAuditTrail.Add(connection, entry);
            return true;
        },
        cancellationToken);

    private static List<ErasureOrder> ReadAll(Statement rows)
    {
        var orders = new List<ErasureOrder>();
        while (rows.Step())
            orders.Add(ErasureOrderColumns.Read(rows));
        return orders;
    }
}

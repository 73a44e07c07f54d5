using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retry;

/// <summary>
/// The queue in <c>configuration.db</c>. One process at a time has the file, so leases use that process's clock, which a test can move.
/// </summary>
public sealed class SqliteDeliveryQueue(SqliteDatabases databases, TimeProvider time) : IDeliveryQueue
{
    private const string InsertDelivery = """
        INSERT INTO delivery (id, state, not_before, attempts_made, first_request_id, first_attempt_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO NOTHING
        """;

    // Each half reads its index from the longest due on and stops early.
    internal const string FindDue = """
        SELECT delivery_id, was_interrupted FROM (
            SELECT * FROM (
                SELECT delivery_id, 0 AS was_interrupted, not_before AS due, id FROM delivery INDEXED BY delivery_queued
                WHERE state = 'QUEUED' AND not_before <= ?1 ORDER BY not_before, id LIMIT ?2)
            UNION ALL
            SELECT * FROM (
                SELECT delivery_id, 1 AS was_interrupted, lease_until AS due, id FROM delivery INDEXED BY delivery_running
                WHERE state = 'RUNNING' AND lease_until <= ?1 ORDER BY lease_until, id LIMIT ?2))
        ORDER BY due, id LIMIT ?2
        """;

    private const string Lease = """
        UPDATE delivery SET state = 'RUNNING', fencing_token = fencing_token + 1, lease_owner = ?, lease_until = ? WHERE delivery_id = ?
        """;

    private const string Renew = "UPDATE delivery SET lease_until = ? WHERE id = ? AND state = 'RUNNING' AND fencing_token = ?";

    private const string Release = """
        UPDATE delivery SET state = ?, not_before = ?, attempts_made = ?, first_request_id = ?, first_attempt_at = ?, reason = ?,
            lease_owner = NULL, lease_until = NULL
        WHERE id = ? AND state = 'RUNNING' AND fencing_token = ?
        """;

    private const string Revise = """
        UPDATE delivery SET state = ?, not_before = ?, attempts_made = ?, first_request_id = ?, first_attempt_at = ?, reason = ?
        WHERE id = ? AND state = ? AND not_before = ? AND attempts_made = ? AND reason IS ?
        """;

    internal const string NextDue = "SELECT not_before FROM delivery INDEXED BY delivery_queued WHERE state = 'QUEUED' ORDER BY not_before LIMIT 1";

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task EnqueueAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.State == DeliveryState.Running)
            throw new ArgumentException($"Delivery {delivery.Id} cannot be running before it is claimed.", nameof(delivery));
        return _database.WriteAsync(
            connection =>
            {
                var statement = connection.Prepare(InsertDelivery).Bind(delivery.Id);
                BindProgress(statement, delivery);
                if (statement.Execute() > 0)
                    DeliveryRows.InsertContent(connection, connection.LastRowId, delivery);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryLease>> ClaimAsync(string owner, int limit, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return _database.WriteAsync<IReadOnlyList<DeliveryLease>>(
            connection =>
            {
                var now = time.GetUtcMilliseconds();
                var until = (now + duration).TruncateToMilliseconds();
                return [.. FindDueRows(connection, now, limit).Select(due => Claim(connection, due, owner, until))];
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> RenewAsync(DeliveryLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return _database.WriteAsync(
            connection => connection.Prepare(Renew)
                .Bind(time.GetUtcNow() + duration).Bind(lease.Delivery.Id).Bind(lease.FencingToken).Execute() > 0,
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ReleaseAsync(DeliveryLease lease, Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Id != lease.Delivery.Id)
            throw new ArgumentException($"The lease is on delivery {lease.Delivery.Id}, not on {delivery.Id}.", nameof(delivery));
        if (delivery.State == DeliveryState.Running)
            throw new ArgumentException($"Delivery {delivery.Id} must be queued or ended to be released; it is running.", nameof(delivery));
        return _database.WriteAsync(
            connection =>
            {
                var statement = connection.Prepare(Release);
                BindProgress(statement, delivery);
                return statement.Bind(delivery.Id).Bind(lease.FencingToken).Execute() > 0;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ReviseAsync(Delivery seen, Delivery revised, CancellationToken cancellationToken)
    {
        if (seen.Id != revised.Id)
            throw new ArgumentException($"Delivery {seen.Id} cannot become {revised.Id}.", nameof(revised));
        if (seen.State == DeliveryState.Running || revised.State == DeliveryState.Running)
            throw new ArgumentException($"Delivery {seen.Id} is its worker's while it is running.", nameof(seen));
        return _database.WriteAsync(
            connection =>
            {
                var statement = connection.Prepare(Revise);
                BindProgress(statement, revised);
                return statement.Bind(seen.Id).Bind(seen.State).Bind(seen.NotBefore).Bind(seen.AttemptsMade).Bind(seen.Reason).Execute() > 0;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Delivery>> ListDeadAsync(string reason, Guid? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _database.ReadAsync(connection => DeliveryRows.ListDead(connection, reason, after ?? Guid.Empty, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Delivery?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => DeliveryRows.Find(connection, id), cancellationToken);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> GetNextDueAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var next = connection.Prepare(NextDue);
            return next.Step() ? next.ReadTime() : (DateTimeOffset?)null;
        },
        cancellationToken);

    private static List<(long Id, bool WasInterrupted)> FindDueRows(Connection connection, DateTimeOffset now, int limit)
    {
        using var rows = connection.Prepare(FindDue).Bind(now).Bind(limit);
        var due = new List<(long, bool)>();
        while (rows.Step())
            due.Add((rows.ReadInt64(), rows.ReadBoolean()));
        return due;
    }

    private static DeliveryLease Claim(Connection connection, (long Id, bool WasInterrupted) due, string owner, DateTimeOffset until)
    {
        connection.Prepare(Lease).Bind(owner).Bind(until).Bind(due.Id).Execute();
        var (delivery, token) = DeliveryRows.Read(connection, due.Id);
        return new DeliveryLease(delivery, owner, token, until, due.WasInterrupted);
    }

    private static void BindProgress(Statement statement, Delivery delivery) => statement
        .Bind(delivery.State).Bind(delivery.NotBefore).Bind(delivery.AttemptsMade)
        .Bind(delivery.FirstRequestId).Bind(delivery.FirstAttemptAt).Bind(delivery.Reason);
}

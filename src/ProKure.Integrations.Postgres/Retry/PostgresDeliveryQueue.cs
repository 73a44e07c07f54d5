using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>
/// The queue on PostgreSQL, shared by all hubs on the same database. Leases use the server's clock. What is queued is told to the others through
/// <see cref="DeliveryNotices"/>.
/// </summary>
public sealed class PostgresDeliveryQueue(PostgresDatabase database, DeliveryNotices notices) : IDeliveryQueue
{
    private const string Renew = """
        UPDATE delivery SET lease_until = date_trunc('milliseconds', now() + $1) WHERE id = $2 AND state = 'RUNNING' AND fencing_token = $3
        """;

    private const string Release = """
        UPDATE delivery SET state = $3, not_before = $4, attempts_made = $5, first_request_id = $6, first_attempt_at = $7, reason = $8,
            lease_owner = NULL, lease_until = NULL
        WHERE id = $1 AND state = 'RUNNING' AND fencing_token = $2
        """;

    private const string Revise = """
        UPDATE delivery SET state = $6, not_before = $7, attempts_made = $8, first_request_id = $9, first_attempt_at = $10, reason = $11
        WHERE id = $1 AND state = $2 AND not_before = $3 AND attempts_made = $4 AND reason IS NOT DISTINCT FROM $5
        """;

    internal const string NextDue = "SELECT not_before FROM delivery WHERE state = 'QUEUED' ORDER BY not_before LIMIT 1";

    /// <inheritdoc/>
    public async Task EnqueueAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.State == DeliveryState.Running)
            throw new ArgumentException($"Delivery {delivery.Id} cannot be running before it is claimed.", nameof(delivery));
        await ChangeAsync(DeliveryRows.InsertOf(delivery), cancellationToken);
        notices.Tell(delivery);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryLease>> ClaimAsync(string owner, int limit, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return database.RunAsync<IReadOnlyList<DeliveryLease>>(
            async (session, cancel) => await session.ReadAllAsync(
                new Statement(DeliveryRows.Claim).Bind(owner).Bind(limit).Bind(duration), row => DeliveryRows.ReadLease(row, owner), cancel),
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RenewAsync(DeliveryLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return await ChangeAsync(new Statement(Renew).Bind(duration).Bind(lease.Delivery.Id).Bind(lease.FencingToken), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> ReleaseAsync(DeliveryLease lease, Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Id != lease.Delivery.Id)
            throw new ArgumentException($"The lease is on delivery {lease.Delivery.Id}, not on {delivery.Id}.", nameof(delivery));
        if (delivery.State == DeliveryState.Running)
            throw new ArgumentException($"Delivery {delivery.Id} must be queued or ended to be released; it is running.", nameof(delivery));
        return await ChangeAsync(new Statement(Release).Bind(delivery.Id).Bind(lease.FencingToken).BindProgress(delivery), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> ReviseAsync(Delivery seen, Delivery revised, CancellationToken cancellationToken)
    {
        if (seen.Id != revised.Id)
            throw new ArgumentException($"Delivery {seen.Id} cannot become {revised.Id}.", nameof(revised));
        if (seen.State == DeliveryState.Running || revised.State == DeliveryState.Running)
            throw new ArgumentException($"Delivery {seen.Id} is its worker's while it is running.", nameof(seen));
        var statement = new Statement(Revise).Bind(seen.Id).Bind(seen.State).Bind(seen.NotBefore).Bind(seen.AttemptsMade).BindStorable(seen.Reason);
        if (!await ChangeAsync(statement.BindProgress(revised), cancellationToken))
            return false;
        notices.Tell(revised);
        return true;
    }

    /// <inheritdoc/>
    public async Task<Delivery?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync(new Statement(DeliveryRows.FindOne).Bind(id), DeliveryRows.Read, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Delivery>> ListDeadAsync(string reason, Guid? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var statement = new Statement(DeliveryRows.FindDead).BindStorable(reason).Bind(after ?? Guid.Empty).Bind(limit);
        return await ReadAsync(statement, DeliveryRows.Read, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<DateTimeOffset?> GetNextDueAsync(CancellationToken cancellationToken) =>
        (await ReadAsync(new Statement(NextDue), row => (DateTimeOffset?)row.ReadTime(), cancellationToken)).SingleOrDefault();

    private Task<List<T>> ReadAsync<T>(Statement statement, Func<Row, T> read, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ReadAllAsync(statement, read, cancel), cancellationToken);

    private Task<bool> ChangeAsync(Statement statement, CancellationToken cancellationToken) =>
        database.RunAsync(async (session, cancel) => await session.ExecuteAsync(statement, cancel) > 0, cancellationToken);
}

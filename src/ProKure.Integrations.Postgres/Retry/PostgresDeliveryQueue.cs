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
        UPDATE delivery SET state = $1, lease_owner = NULL, lease_until = NULL, cancel_asked = false,
            not_before = $2, attempts_made = $3, first_request_id = $4, first_attempt_at = $5, reason = $6, interruptions = $7, ended_at = $8,
            lane = $9, error_type = $10, error_message = $11, fingerprint = $12, response_status = $13, may_be_received = $14
        WHERE id = $15 AND state = 'RUNNING' AND fencing_token = $16 RETURNING true
        """;

    // One that does not block its order key may find that another has the turn by now.
    private const string Revise = $"""
        WITH revised AS (
            UPDATE delivery SET
                state = CASE WHEN $1 = 'QUEUED' AND order_key IS NOT NULL AND EXISTS (
                        SELECT FROM delivery AS other WHERE other.order_key = delivery.order_key AND other.id <> delivery.id AND {EntityTurn.HasTurn})
                    THEN 'WAITING' ELSE $1 END,
                not_before = $2, attempts_made = $3, first_request_id = $4, first_attempt_at = $5, reason = $6, interruptions = $7, ended_at = $8,
                lane = $9, error_type = $10, error_message = $11, fingerprint = $12, response_status = $13, may_be_received = $14
            WHERE id = $15 AND state = $16 AND not_before = $17 AND attempts_made = $18 AND reason IS NOT DISTINCT FROM $19 RETURNING id),
        configured AS (
            UPDATE delivery_content SET config_version = $20, config_revision = $21
            FROM revised WHERE delivery_id = revised.id AND (config_version, config_revision) <> ($20, $21))
        SELECT true FROM revised
        """;

    // The longest ended first. Of the three tables, in one statement: the content's reference is checked at its end.
    internal const string RemoveEnded = """
        WITH ended AS (
            SELECT id FROM delivery WHERE state IN ('SUCCEEDED', 'RESOLVED', 'CANCELLED') AND ended_at < $1
                AND NOT EXISTS (SELECT FROM delivery_action AS done WHERE done.delivery_id = delivery.id AND done.acted_at >= $1)
            ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED),
        actions AS (DELETE FROM delivery_action USING ended WHERE delivery_action.delivery_id = ended.id),
        contents AS (DELETE FROM delivery_content USING ended WHERE delivery_content.delivery_id = ended.id),
        removed AS (DELETE FROM delivery USING ended WHERE delivery.id = ended.id RETURNING delivery.id)
        SELECT id FROM removed
        """;

    private const string CancelAsked = "SELECT id FROM delivery WHERE cancel_asked AND lease_owner = $1";

    /// <inheritdoc/>
    public async Task EnqueueAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.State == DeliveryState.Running)
            throw new ArgumentException($"Delivery {delivery.Id} cannot be running before it is claimed.", nameof(delivery));
        Statement[] insert = [DeliveryRows.InsertOf(delivery)];
        await ExecuteAsync(delivery.OrderKey is { } key ? EntityTurn.Around(key, insert) : insert, cancellationToken);
        notices.Tell(delivery);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryLease>> ClaimAsync(DeliveryClaim claim, CancellationToken cancellationToken)
    {
        DeliveryClaim.Check(claim);
        return database.RunAsync<IReadOnlyList<DeliveryLease>>(
            async (session, cancel) => await session.ReadAllAsync(DeliveryClaimSql.Of(claim), row => DeliveryRows.ReadLease(row, claim.Owner), cancel), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RenewAsync(DeliveryLease lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(duration, TimeSpan.Zero);
        return await ExecuteAsync([new Statement(Renew).Bind(duration).Bind(lease.Delivery.Id).Bind(lease.FencingToken)], cancellationToken) > 0;
    }

    /// <inheritdoc/>
    public async Task<bool> ReleaseAsync(DeliveryLease lease, Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.Id != lease.Delivery.Id)
            throw new ArgumentException($"The lease is on delivery {lease.Delivery.Id}, not on {delivery.Id}.", nameof(delivery));
        if (delivery.State == DeliveryState.Running)
            throw new ArgumentException($"Delivery {delivery.Id} must be queued or ended to be released; it is running.", nameof(delivery));
        var release = new Statement(Release).Bind(delivery.State).BindProgress(delivery).Bind(delivery.Id).Bind(lease.FencingToken);
        return await IsDoneAsync(release, lease.Delivery.OrderKey, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> ReviseAsync(Delivery seen, Delivery revised, CancellationToken cancellationToken)
    {
        if (seen.Id != revised.Id)
            throw new ArgumentException($"Delivery {seen.Id} cannot become {revised.Id}.", nameof(revised));
        if (seen.State == DeliveryState.Running || revised.State == DeliveryState.Running)
            throw new ArgumentException($"Delivery {seen.Id} is its worker's while it is running.", nameof(seen));
        if (!await IsDoneAsync(RevisionOf(seen, revised), seen.OrderKey, cancellationToken))
            return false;
        notices.Tell(revised);
        return true;
    }

    /// <inheritdoc/>
    public async Task<Delivery?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        (await ReadAsync(new Statement(DeliveryRows.FindOne).Bind(id), DeliveryColumns.Read, cancellationToken)).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Delivery>> ListDeadAsync(string reason, Guid? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var statement = new Statement(DeliveryRows.FindDead).BindStorable(reason).Bind(after ?? Guid.Empty).Bind(limit);
        return await ReadAsync(statement, DeliveryColumns.Read, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<int> RemoveEndedAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return (await ReadAsync(new Statement(RemoveEnded).Bind(endedBefore).Bind(limit), row => row.ReadGuid(), cancellationToken)).Count;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> ListCancelAskedAsync(string owner, CancellationToken cancellationToken) =>
        await ReadAsync(new Statement(CancelAsked).Bind(owner), row => row.ReadGuid(), cancellationToken);

    /// <summary>Gives one row when the delivery stood as it was seen, and was changed.</summary>
    internal static Statement RevisionOf(Delivery seen, Delivery revised) => new Statement(Revise).Bind(revised.State).BindProgress(revised)
        .Bind(seen.Id).Bind(seen.State).Bind(seen.NotBefore).Bind(seen.AttemptsMade).BindStorable(seen.Reason)
        .Bind(revised.ConfigVersion).Bind(revised.ConfigRevision);

    // Whether the statement gave a row. Where it may end the one that has its order key's turn, the turn is passed on in the same transaction.
    private Task<bool> IsDoneAsync(Statement statement, string? orderKey, CancellationToken cancellationToken) => database.RunAsync(
        async (session, cancel) =>
        {
            if (orderKey is null)
                return (await session.ReadAllAsync(statement, row => row.ReadBoolean(), cancel)).Count > 0;
            await using var results = await session.ReadAsync(EntityTurn.Around(orderKey, [statement]), cancel);
            await results.SkipAsync(cancel);
            var isDone = (await results.NextAsync(row => row.ReadBoolean(), cancel)).Count > 0;
            await results.EndAsync(cancel);
            return isDone;
        },
        cancellationToken);

    private Task<List<T>> ReadAsync<T>(Statement statement, Func<Row, T> read, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ReadAllAsync(statement, read, cancel), cancellationToken);

    private Task<int> ExecuteAsync(IEnumerable<Statement> statements, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ExecuteAsync(statements, cancel), cancellationToken);
}

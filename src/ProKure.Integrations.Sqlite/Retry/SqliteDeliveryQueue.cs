using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retry;

/// <summary>
/// The queue in <c>configuration.db</c>. One process at a time has the file, so leases use that process's clock, which a test can move.
/// </summary>
public sealed class SqliteDeliveryQueue(SqliteDatabases databases, TimeProvider time) : IDeliveryQueue
{
    private const string Renew = "UPDATE delivery SET lease_until = ? WHERE id = ? AND state = 'RUNNING' AND fencing_token = ?";

    private const string Release = $"""
        UPDATE delivery SET state = ?, lease_owner = NULL, lease_until = NULL, cancel_asked = 0, {DeliveryRows.Progress}
        WHERE id = ? AND state = 'RUNNING' AND fencing_token = ?
        """;

    // One that does not block its order key may find that another has the turn by now.
    private const string Revise = $"""
        UPDATE delivery SET
            state = CASE WHEN ?1 = 'QUEUED' AND order_key IS NOT NULL AND EXISTS (
                    SELECT 1 FROM delivery AS other INDEXED BY delivery_turn WHERE other.order_key = delivery.order_key AND other.delivery_id <> delivery.delivery_id
                        AND {EntityTurn.HasTurn}) THEN 'WAITING' ELSE ?1 END,
            {DeliveryRows.Progress}
        WHERE id = ? AND state = ? AND not_before = ? AND attempts_made = ? AND reason IS ?
        """;

    private const string Configure = """
        UPDATE delivery_content SET config_version = ?, config_revision = ? WHERE delivery_id = (SELECT delivery_id FROM delivery WHERE id = ?)
        """;

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task EnqueueAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (delivery.State == DeliveryState.Running)
            throw new ArgumentException($"Delivery {delivery.Id} cannot be running before it is claimed.", nameof(delivery));
        return _database.WriteAsync(
            connection =>
            {
                DeliveryRows.Insert(connection, delivery);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryLease>> ClaimAsync(DeliveryClaim claim, CancellationToken cancellationToken)
    {
        DeliveryClaim.Check(claim);
        return _database.WriteAsync(connection => new DeliveryClaiming(connection, claim, time.GetUtcMilliseconds()).Run(), cancellationToken);
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
                var released = connection.Prepare(Release).Bind(delivery.State).BindProgress(delivery).Bind(delivery.Id).Bind(lease.FencingToken).Execute() > 0;
                if (released)
                    EntityTurn.PassOn(connection, lease.Delivery.OrderKey);
                return released;
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
                var isRevised = Revised(connection, seen, revised);
                if (isRevised)
                    EntityTurn.PassOn(connection, seen.OrderKey);
                return isRevised;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> ListCancelAskedAsync(string owner, CancellationToken cancellationToken) => _database.ReadAsync<IReadOnlyList<Guid>>(
        connection =>
        {
            using var rows = connection.Prepare("SELECT id FROM delivery INDEXED BY delivery_cancel WHERE cancel_asked = 1 AND lease_owner = ?").Bind(owner);
            var ids = new List<Guid>();
            while (rows.Step())
                ids.Add(rows.ReadGuid());
            return ids;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Delivery>> ListDeadAsync(string reason, Guid? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _database.ReadAsync(connection => DeliveryRows.ListDead(connection, reason, after ?? Guid.Empty, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> RemoveEndedAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _database.WriteAsync(connection => DeliveryRows.RemoveEnded(connection, endedBefore, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Delivery?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => DeliveryRows.Find(connection, id), cancellationToken);

    /// <summary>Revises it, if it stands as it was seen; passes no turn on.</summary>
    internal static bool Revised(Connection connection, Delivery seen, Delivery revised)
    {
        var statement = connection.Prepare(Revise).Bind(revised.State).BindProgress(revised);
        if (statement.Bind(seen.Id).Bind(seen.State).Bind(seen.NotBefore).Bind(seen.AttemptsMade).Bind(seen.Reason).Execute() == 0)
            return false;
        if ((revised.ConfigVersion, revised.ConfigRevision) != (seen.ConfigVersion, seen.ConfigRevision))
            connection.Prepare(Configure).Bind(revised.ConfigVersion).Bind(revised.ConfigRevision).Bind(seen.Id).Execute();
        return true;
    }
}

using ProKure.Integrations.Erasure;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Erasure;

/// <summary>Takes payloads and kept answers from <c>configuration.db</c>.</summary>
public sealed class SqliteErasableQueue(SqliteDatabases databases) : IErasableQueue
{
    private const string About = """
        FROM delivery_content AS c INDEXED BY delivery_entity JOIN delivery AS d ON d.delivery_id = c.delivery_id
        WHERE c.entity_id = ?1 AND c.entity_type = ?2 AND c.created_at < ?3
        """;

    private const string Ended = "d.state IN ('SUCCEEDED', 'RESOLVED', 'CANCELLED') AND c.erased_at IS NULL";

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> EraseDeliveriesAsync(
        BusinessEntity entity, DateTimeOffset before, DateTimeOffset at, int limit, CancellationToken cancellationToken) =>
        _database.WriteAsync<IReadOnlyList<Guid>>(
            connection =>
            {
                using var zeroed = SecureDelete.On(connection);
                var found = new List<(long DeliveryId, Guid Id)>();
                using (var rows = connection.Prepare($"SELECT d.delivery_id, d.id {About} AND {Ended} LIMIT ?4").Bind(entity.Id).Bind(entity.Type).Bind(before).Bind(limit))
                {
                    while (rows.Step())
                        found.Add((rows.ReadInt64(), rows.ReadGuid()));
                }

                foreach (var (deliveryId, _) in found)
                {
                    connection.Prepare("UPDATE delivery_content SET payload = CAST('null' AS BLOB), payload_key_id = NULL, erased_at = ? WHERE delivery_id = ?").Bind(at).Bind(deliveryId).Execute();
                    connection.Prepare("UPDATE delivery SET error_message = ? WHERE delivery_id = ? AND error_message IS NOT NULL")
                        .Bind(Erased.Placeholder).Bind(deliveryId).Execute();
                }

                return [.. found.Select(delivery => delivery.Id)];
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> ListOpenDeliveriesAsync(BusinessEntity entity, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<Guid>>(
            connection =>
            {
                using var rows = connection.Prepare($"SELECT d.id {About} AND d.state IN ('QUEUED', 'WAITING', 'RUNNING', 'DEAD') ORDER BY d.delivery_id LIMIT ?4")
                    .Bind(entity.Id).Bind(entity.Type).Bind(before).Bind(limit);
                var ids = new List<Guid>();
                while (rows.Step())
                    ids.Add(rows.ReadGuid());
                return ids;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<int> CountDeliveriesAsync(BusinessEntity entity, DateTimeOffset before, CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var row = connection.Prepare($"SELECT count(*) {About} AND {Ended}").Bind(entity.Id).Bind(entity.Type).Bind(before);
            return row.Step() ? row.ReadInt32() : 0;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> EraseAnswersAsync(IReadOnlyCollection<Guid> invocations, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            using var zeroed = SecureDelete.On(connection);
            return invocations.Sum(id => connection.Prepare("UPDATE idempotency_key SET answer = NULL, answer_key_id = NULL WHERE invocation_id = ? AND answer IS NOT NULL").Bind(id).Execute());
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> CountAnswersAsync(IReadOnlyCollection<Guid> invocations, CancellationToken cancellationToken) => _database.ReadAsync(
        connection => invocations.Count(id =>
        {
            using var row = connection.Prepare("SELECT 1 FROM idempotency_key WHERE invocation_id = ? AND answer IS NOT NULL").Bind(id);
            return row.Step();
        }),
        cancellationToken);

    /// <inheritdoc/>
    public Task<string?> CompactAsync(long maxBytes, CancellationToken cancellationToken) => Compaction.RunAsync(_database, maxBytes, cancellationToken);
}

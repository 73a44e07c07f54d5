using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Connections;
using ProKure.Integrations.Sqlite.Erasure;

namespace ProKure.Integrations.Sqlite.Retry;

/// <summary>The queue's payloads in <c>configuration.db</c>, by the master keys that they need.</summary>
public sealed class SqliteDeliveryPayloads(SqliteDatabases databases) : IDeliveryPayloads
{
    internal const string Count = """
        SELECT payload_key_id, count(*) FROM delivery_content INDEXED BY delivery_payload_key WHERE erased_at IS NULL GROUP BY payload_key_id
        """;

    // In the order of the rows, which is the one in which they were accepted.
    internal const string List = """
        SELECT d.id, c.payload, c.payload_key_id
        FROM delivery_content AS c INDEXED BY delivery_payload_key CROSS JOIN delivery AS d ON d.delivery_id = c.delivery_id
        WHERE c.payload_key_id IS ?1 AND c.erased_at IS NULL AND c.delivery_id > coalesce((SELECT delivery_id FROM delivery WHERE id = ?2), 0) ORDER BY c.delivery_id LIMIT ?3
        """;

    private const string Replace = """
        UPDATE delivery_content SET payload = ?1, payload_key_id = ?2
        WHERE delivery_id = (SELECT delivery_id FROM delivery WHERE id = ?3) AND payload_key_id IS ?4 AND erased_at IS NULL
        """;

    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task<SealedCount> CountAsync(CancellationToken cancellationToken) => _database.ReadAsync(
        connection =>
        {
            using var rows = connection.Prepare(Count);
            var (byKey, inClear) = (new Dictionary<string, int>(StringComparer.Ordinal), 0);
            while (rows.Step())
            {
                var (keyId, count) = (rows.ReadTextOrNull(), rows.ReadInt32());
                if (keyId is null)
                    inClear = count;
                else
                    byKey.Add(keyId, count);
            }

            return new SealedCount(byKey, InClear: inClear);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<DeliveryPayload>> ListAsync(string? keyId, Guid? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        return _database.ReadAsync<IReadOnlyList<DeliveryPayload>>(
            connection =>
            {
                using var rows = connection.Prepare(List).Bind(keyId).Bind(after).Bind(limit);
                var payloads = new List<DeliveryPayload>();
                while (rows.Step())
                    payloads.Add(new DeliveryPayload(rows.ReadGuid(), rows.ReadBytes().ToArray(), rows.ReadTextOrNull()));
                return payloads;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> ReplaceAsync(DeliveryPayload seen, DeliveryPayload resealed, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            // What was in clear must not stay behind in free space of the file.
            using var zeroed = SecureDelete.On(connection);
            return connection.Prepare(Replace).BindBlob(resealed.Bytes.Span).Bind(resealed.KeyId).Bind(seen.DeliveryId).Bind(seen.KeyId).Execute() > 0;
        },
        cancellationToken);
}

using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>The queue's payloads on PostgreSQL, by the master keys that they need.</summary>
public sealed class PostgresDeliveryPayloads(PostgresDatabase database) : IDeliveryPayloads
{
    internal const string Count = "SELECT payload_key_id, count(*)::int FROM delivery_content WHERE erased_at IS NULL GROUP BY payload_key_id";

    // The order names the index's columns: of one that IS NULL, PostgreSQL does not see that it needs none.
    internal const string ListInClear = """
        SELECT delivery_id, payload, payload_key_id FROM delivery_content
        WHERE payload_key_id IS NULL AND erased_at IS NULL AND delivery_id > $1 ORDER BY payload_key_id, delivery_id LIMIT $2
        """;

    internal const string ListOfKey = """
        SELECT delivery_id, payload, payload_key_id FROM delivery_content
        WHERE payload_key_id = $3 AND erased_at IS NULL AND delivery_id > $1 ORDER BY payload_key_id, delivery_id LIMIT $2
        """;

    private const string Replace = """
        UPDATE delivery_content SET payload = $1, payload_key_id = $2
        WHERE delivery_id = $3 AND payload_key_id IS NOT DISTINCT FROM $4 AND erased_at IS NULL
        """;

    /// <inheritdoc/>
    public async Task<SealedCount> CountAsync(CancellationToken cancellationToken)
    {
        var counts = await ReadAsync(new Statement(Count), row => (KeyId: row.ReadTextOrNull(), Count: row.ReadInt32()), cancellationToken);
        return new SealedCount(
            counts.Where(count => count.KeyId is not null).ToDictionary(count => count.KeyId!, count => count.Count, StringComparer.Ordinal),
            InClear: counts.SingleOrDefault(count => count.KeyId is null).Count);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DeliveryPayload>> ListAsync(string? keyId, Guid? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var list = new Statement(keyId is null ? ListInClear : ListOfKey).Bind(after ?? Guid.Empty).Bind(limit);
        return await ReadAsync(
            keyId is null ? list : list.Bind(keyId), row => new DeliveryPayload(row.ReadGuid(), row.ReadBytes(), row.ReadTextOrNull()), cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> ReplaceAsync(DeliveryPayload seen, DeliveryPayload resealed, CancellationToken cancellationToken) => await database.RunAsync(
        (session, cancel) => session.ExecuteAsync(
            new Statement(Replace).Bind(resealed.Bytes).Bind(resealed.KeyId).Bind(seen.DeliveryId).Bind(seen.KeyId), cancel),
        cancellationToken) > 0;

    private Task<List<T>> ReadAsync<T>(Statement statement, Func<Row, T> read, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ReadAllAsync(statement, read, cancel), cancellationToken);
}

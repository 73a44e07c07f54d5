using NpgsqlTypes;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Erasure;

/// <summary>Takes payloads and kept answers from PostgreSQL.</summary>
public sealed class PostgresErasableQueue(PostgresDatabase database) : IErasableQueue
{
    private const string About = """
        FROM delivery_content AS c JOIN delivery AS d ON d.id = c.delivery_id
        WHERE c.entity_id = $1 AND c.entity_type = $2 AND c.created_at < $3
        """;

    private const string Ended = "d.state IN ('SUCCEEDED', 'RESOLVED', 'CANCELLED') AND c.erased_at IS NULL";

    // What has ended never begins again, so that nothing changes between the two.
    private const string Erase = $"""
        WITH ended AS (SELECT d.id {About} AND {Ended} LIMIT $6),
            said AS (UPDATE delivery SET error_message = $5 FROM ended WHERE delivery.id = ended.id AND error_message IS NOT NULL)
        UPDATE delivery_content SET payload = 'null'::bytea, payload_key_id = NULL, erased_at = $4 FROM ended WHERE delivery_id = ended.id RETURNING delivery_id
        """;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> EraseDeliveriesAsync(
        BusinessEntity entity, DateTimeOffset before, DateTimeOffset at, int limit, CancellationToken cancellationToken) =>
        await ReadAsync(Bind(Erase, entity, before).Bind(at).Bind(Erased.Placeholder).Bind(limit), row => row.ReadGuid(), cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Guid>> ListOpenDeliveriesAsync(BusinessEntity entity, DateTimeOffset before, int limit, CancellationToken cancellationToken) =>
        await ReadAsync(
            Bind($"SELECT d.id {About} AND d.state IN ('QUEUED', 'WAITING', 'RUNNING', 'DEAD') ORDER BY d.position LIMIT $4", entity, before).Bind(limit),
            row => row.ReadGuid(), cancellationToken);

    /// <inheritdoc/>
    public async Task<int> CountDeliveriesAsync(BusinessEntity entity, DateTimeOffset before, CancellationToken cancellationToken) =>
        (await ReadAsync(Bind($"SELECT count(*)::integer {About} AND {Ended}", entity, before), row => row.ReadInt32(), cancellationToken)).Single();

    /// <inheritdoc/>
    public Task<int> EraseAnswersAsync(IReadOnlyCollection<Guid> invocations, CancellationToken cancellationToken) => database.RunAsync(
        (session, cancel) => session.ExecuteAsync(
            new Statement("UPDATE idempotency_key SET answer = NULL, answer_key_id = NULL WHERE invocation_id = ANY ($1) AND answer IS NOT NULL").BindMany(invocations.ToArray(), NpgsqlDbType.Uuid), cancel),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<int> CountAnswersAsync(IReadOnlyCollection<Guid> invocations, CancellationToken cancellationToken) => (await ReadAsync(
        new Statement("SELECT count(*)::integer FROM idempotency_key WHERE invocation_id = ANY ($1) AND answer IS NOT NULL").BindMany(invocations.ToArray(), NpgsqlDbType.Uuid),
        row => row.ReadInt32(),
        cancellationToken)).Single();

    /// <inheritdoc/>
    public async Task<string?> CompactAsync(long maxBytes, CancellationToken cancellationToken)
    {
        await database.RunAsync((session, cancel) => session.ExecuteAsync(new Statement("VACUUM delivery_content, delivery, idempotency_key"), cancel), cancellationToken);
        return "PostgreSQL keeps erased rows in free space of its pages until it writes over them, and in its write-ahead log and backups for as long as those are kept.";
    }

    private static Statement Bind(string sql, BusinessEntity entity, DateTimeOffset before) => new Statement(sql).BindStorable(entity.Id).BindStorable(entity.Type).Bind(before);

    private Task<List<T>> ReadAsync<T>(Statement statement, Func<Row, T> read, CancellationToken cancellationToken) =>
        database.RunAsync((session, cancel) => session.ReadAllAsync(statement, read, cancel), cancellationToken);
}

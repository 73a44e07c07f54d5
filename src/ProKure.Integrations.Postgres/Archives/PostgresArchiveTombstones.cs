using NpgsqlTypes;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Postgres.Connections;

namespace ProKure.Integrations.Postgres.Archives;

/// <summary>The tombstones of archived documents on PostgreSQL.</summary>
public sealed class PostgresArchiveTombstones(PostgresDatabase database) : IArchiveTombstones
{
    private const string Add = "INSERT INTO archive_tombstone (request_id, erased_at) SELECT id, $2 FROM unnest($1) AS id ON CONFLICT DO NOTHING";

    private const string Find = "SELECT request_id, erased_at FROM archive_tombstone WHERE request_id = ANY ($1)";

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyCollection<Guid> requestIds, DateTimeOffset erasedAt, CancellationToken cancellationToken) => database.RunAsync(
        (session, cancel) => session.ExecuteAsync(new Statement(Add).BindMany([.. requestIds], NpgsqlDbType.Uuid).Bind(erasedAt), cancel), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<Guid, DateTimeOffset>> FindAsync(IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken) =>
        database.RunAsync<IReadOnlyDictionary<Guid, DateTimeOffset>>(
            async (session, cancel) =>
            {
                var rows = await session.ReadAllAsync(
                    new Statement(Find).BindMany([.. requestIds], NpgsqlDbType.Uuid), row => KeyValuePair.Create(row.ReadGuid(), row.ReadTime()), cancel);
                return new Dictionary<Guid, DateTimeOffset>(rows);
            },
            cancellationToken);
}

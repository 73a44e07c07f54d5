using ProKure.Integrations.Archives;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Archives;

/// <summary>The tombstones of archived documents in <c>configuration.db</c>.</summary>
public sealed class SqliteArchiveTombstones(SqliteDatabases databases) : IArchiveTombstones
{
    private readonly Database _database = databases.Configuration;

    /// <inheritdoc/>
    public Task AddAsync(IReadOnlyCollection<Guid> requestIds, DateTimeOffset erasedAt, CancellationToken cancellationToken) => _database.WriteAsync(
        connection => requestIds.Sum(requestId => connection.Prepare("INSERT INTO archive_tombstone (request_id, erased_at) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .Bind(requestId).Bind(erasedAt).Execute()),
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<Guid, DateTimeOffset>> FindAsync(IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyDictionary<Guid, DateTimeOffset>>(
            connection =>
            {
                var found = new Dictionary<Guid, DateTimeOffset>();
                foreach (var requestId in requestIds)
                {
                    using var row = connection.Prepare("SELECT erased_at FROM archive_tombstone WHERE request_id = ?").Bind(requestId);
                    if (row.Step())
                        found[requestId] = row.ReadTime();
                }

                return found;
            },
            cancellationToken);
}

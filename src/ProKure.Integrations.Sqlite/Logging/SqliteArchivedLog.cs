using ProKure.Integrations.Archives;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Logging;

/// <summary>The log in <c>log.db</c> as the archive sees it. A partial index holds the documents of classes that are in no archive file.</summary>
public sealed class SqliteArchivedLog(SqliteDatabases databases) : IArchivedLog
{
    // SQLite uses a partial index where its condition stands in the query.
    internal const string Unarchived = """
        integration_log INDEXED BY integration_log_unarchived
        WHERE retention_class = ? AND retention_class IS NOT NULL AND archive_key IS NULL AND status <> 'PENDING' AND started_at >= ? AND started_at < ?
        """;

    private const string FindOldest = $"SELECT min(started_at) FROM {Unarchived}";

    private const string ListSystems = $"SELECT DISTINCT system_code FROM {Unarchived} ORDER BY system_code";

    private const string Count = $"SELECT count(*) FROM {Unarchived} AND system_code = ?";

    private const string Read = $"""
        SELECT log_id, {LogRows.EntryColumns} FROM {Unarchived} AND system_code = ? AND (started_at, request_id) > (?, ?) ORDER BY started_at, request_id LIMIT ?
        """;

    private const string Mark = """
        UPDATE integration_log SET archive_key = ?
        WHERE request_id = ? AND archive_key IS NULL AND status = ? AND completed_at IS ? AND retry_reason IS ? AND next_retry_at IS ?
        """;

    // Files are seldom damaged: walking along the unit's time is enough.
    private const string Unmark = """
        UPDATE integration_log INDEXED BY integration_log_system SET archive_key = NULL
        WHERE system_code = ? AND started_at >= ? AND started_at < ? AND archive_key = ?
        """;

    private const string Prolong = """
        UPDATE integration_log SET expires_at = ?1 WHERE request_id = ?2 AND restored_at IS NOT NULL AND (expires_at IS NULL OR expires_at < ?1)
        """;

    private readonly Database _database = databases.Log;

    /// <inheritdoc/>
    public Task<DateTimeOffset?> FindOldestAsync(string retentionClass, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        SqliteIntegrationLogStore.Available(_database.ReadAsync(
            connection =>
            {
                using var row = connection.Prepare(FindOldest).Bind(retentionClass).Bind(from).Bind(to);
                return row.Step() ? row.ReadTimeOrNull() : null;
            },
            cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListSystemsAsync(string retentionClass, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        SqliteIntegrationLogStore.Available(_database.ReadAsync<IReadOnlyList<string>>(
            connection =>
            {
                using var rows = connection.Prepare(ListSystems).Bind(retentionClass).Bind(from).Bind(to);
                var systems = new List<string>();
                while (rows.Step())
                    systems.Add(rows.ReadText());
                return systems;
            },
            cancellationToken));

    /// <inheritdoc/>
    public Task<long> CountAsync(ArchiveUnit unit, CancellationToken cancellationToken) =>
        SqliteIntegrationLogStore.Available(_database.ReadAsync(
            connection =>
            {
                using var row = connection.Prepare(Count).Bind(unit.RetentionClass).Bind(unit.From).Bind(unit.To).Bind(unit.SystemCode);
                return row.Step() ? row.ReadInt64() : 0;
            },
            cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogDocument>> ReadAsync(ArchiveUnit unit, LogCursor? after, int limit, CancellationToken cancellationToken) =>
        SqliteIntegrationLogStore.Available(_database.ReadAsync<IReadOnlyList<LogDocument>>(
            connection =>
            {
                using var rows = connection.Prepare(Read)
                    .Bind(unit.RetentionClass).Bind(after?.StartedAt ?? unit.From).Bind(unit.To).Bind(unit.SystemCode)
                    .Bind(after?.StartedAt ?? unit.From).Bind(after?.RequestId ?? Guid.Empty).Bind(limit);
                var documents = new List<LogDocument>();
                while (rows.Step())
                    documents.Add(LogRows.ReadDocument(connection, rows));
                return documents;
            },
            cancellationToken));

    /// <inheritdoc/>
    public Task<int> MarkAsync(string archiveKey, IReadOnlyList<ArchivedState> documents, CancellationToken cancellationToken) =>
        SqliteIntegrationLogStore.Available(_database.WriteAsync(
            connection => documents.Sum(document => connection.Prepare(Mark)
                .Bind(archiveKey).Bind(document.RequestId).Bind(document.Status).Bind(document.CompletedAt).Bind(document.RetryReason).Bind(document.NextRetryAt).Execute()),
            cancellationToken));

    /// <inheritdoc/>
    public Task<int> UnmarkAsync(ArchiveUnit unit, string archiveKey, CancellationToken cancellationToken) =>
        SqliteIntegrationLogStore.Available(_database.WriteAsync(
            connection => connection.Prepare(Unmark).Bind(unit.SystemCode).Bind(unit.From).Bind(unit.To).Bind(archiveKey).Execute(), cancellationToken));

    /// <inheritdoc/>
    public Task<int> ProlongAsync(IReadOnlyCollection<Guid> restored, DateTimeOffset expiresAt, CancellationToken cancellationToken) =>
        SqliteIntegrationLogStore.Available(_database.WriteAsync(
            connection => restored.Sum(requestId => connection.Prepare(Prolong).Bind(expiresAt).Bind(requestId).Execute()), cancellationToken));
}

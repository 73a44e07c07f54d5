using Microsoft.Extensions.Options;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Connections;
using ProKure.Integrations.Sqlite.Logging;

namespace ProKure.Integrations.Sqlite.Retention;

/// <summary>The log in <c>log.db</c> as retention sees it. Nothing goes by itself here; a document goes with its bodies in one transaction.</summary>
public sealed class SqliteExpiringLog(SqliteDatabases databases, IOptions<SqliteStoreOptions> options) : IExpiringLog
{
    private static readonly (string Classed, string Unclassed) Counts = Both((log, old) =>
        $"SELECT system_code, count(*), min(created_at), max(created_at) FROM {log} WHERE {old} AND {ExpirySql.MayGo} GROUP BY system_code ORDER BY system_code");

    private static readonly (string Classed, string Unclassed) Kept = Both((log, old) =>
        $"SELECT coalesce(sum(legal_hold), 0), coalesce(sum(legal_hold = 0 AND ?4 = 1 AND archive_key IS NULL), 0) FROM {log} WHERE {old}");

    internal static readonly (string Classed, string Unclassed) Finds = Both((log, old) =>
        $"SELECT l.request_id, l.system_code, l.created_at, {ExpirySql.Objects} FROM (SELECT log_id, request_id, system_code, created_at FROM {log} WHERE {old} AND {ExpirySql.MayGo} LIMIT ?5) AS l");

    private static readonly (string Classed, string Unclassed) Matches = Both((_, old) =>
        $"SELECT log_id FROM integration_log WHERE {old} AND {ExpirySql.MayGo} AND request_id = ?5");

    private const string CountBodies = $"SELECT l.system_code, count(*), min(l.created_at), max(l.created_at) FROM {ExpirySql.WithBodies} GROUP BY l.system_code ORDER BY l.system_code";

    private const string FindBodies = $"SELECT l.request_id, l.system_code, l.created_at, {ExpirySql.Objects} FROM {ExpirySql.WithBodies} ORDER BY l.log_id LIMIT ?3";

    private const string FindUnheld = "SELECT log_id FROM integration_log WHERE request_id = ? AND legal_hold = 0 AND status <> 'PENDING'";

    private readonly Database _database = databases.Log;

    /// <inheritdoc/>
    public TimeSpan KeepDefault => options.Value.Retention;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredCount>> CountAsync(ExpiryRule rule, CancellationToken cancellationToken) =>
        ReadAsync(connection => ReadCounts(Bind(connection.Prepare(Of(Counts, rule)), rule)), cancellationToken);

    /// <inheritdoc/>
    public Task<KeptCount> CountKeptAsync(ExpiryRule rule, CancellationToken cancellationToken) => ReadAsync(
        connection =>
        {
            using var row = Bind(connection.Prepare(Of(Kept, rule)), rule);
            return row.Step() ? new KeptCount(row.ReadInt64(), row.ReadInt64()) : new KeptCount(0, 0);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredDocument>> FindAsync(ExpiryRule rule, int limit, CancellationToken cancellationToken) =>
        ReadAsync(connection => ReadDocuments(Bind(connection.Prepare(Of(Finds, rule)), rule).Bind(limit)), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> DeleteAsync(ExpiryRule rule, IReadOnlyList<Guid> requestIds, CancellationToken cancellationToken) => EachAsync(
        requestIds, (connection, requestId) => Bind(connection.Prepare(Of(Matches, rule)), rule).Bind(requestId), Delete, cancellationToken);

    /// <inheritdoc/>
    public Task TidyAsync(ExpiryRule rule, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredCount>> CountBodiesAsync(string retentionClass, DateTimeOffset createdBefore, CancellationToken cancellationToken) =>
        ReadAsync(connection => ReadCounts(connection.Prepare(CountBodies).Bind(retentionClass).Bind(createdBefore)), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredDocument>> FindBodiesAsync(
        string retentionClass, DateTimeOffset createdBefore, int limit, CancellationToken cancellationToken) =>
        ReadAsync(connection => ReadDocuments(connection.Prepare(FindBodies).Bind(retentionClass).Bind(createdBefore).Bind(limit)), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> ForgetBodiesAsync(IReadOnlyList<Guid> requestIds, CancellationToken cancellationToken) =>
        EachAsync(requestIds, (connection, requestId) => connection.Prepare(FindUnheld).Bind(requestId), ForgetBodies, cancellationToken);

    private static (string Classed, string Unclassed) Both(Func<string, string, string> sql) =>
        (sql(ExpirySql.Log(hasClass: true), ExpirySql.Old(hasClass: true)), sql(ExpirySql.Log(hasClass: false), ExpirySql.Old(hasClass: false)));

    private static string Of((string Classed, string Unclassed) sql, ExpiryRule rule) => rule.RetentionClass is null ? sql.Unclassed : sql.Classed;

    private static Statement Bind(Statement statement, ExpiryRule rule) =>
        statement.Bind(rule.RetentionClass).Bind(rule.Now).Bind(rule.CreatedBefore).Bind(rule.MustBeArchived);

    private static void Delete(Connection connection, long logId)
    {
        connection.Prepare("DELETE FROM log_request WHERE log_id = ?").Bind(logId).Execute();
        connection.Prepare("DELETE FROM log_response WHERE log_id = ?").Bind(logId).Execute();
        connection.Prepare("DELETE FROM integration_log WHERE log_id = ?").Bind(logId).Execute();
    }

    private static void ForgetBodies(Connection connection, long logId)
    {
        foreach (var table in new[] { "log_request", "log_response" })
        {
            connection.Prepare($"UPDATE {table} SET reference_store = ?, reference_key = '' WHERE log_id = ? AND reference_store IS NOT NULL")
                .Bind(BodyReference.ExpiredStore).Bind(logId).Execute();
        }
    }

    private static List<ExpiredCount> ReadCounts(Statement rows)
    {
        using (rows)
        {
            var counts = new List<ExpiredCount>();
            while (rows.Step())
                counts.Add(new ExpiredCount(rows.ReadText(), rows.ReadInt64(), rows.ReadTime(), rows.ReadTime()));
            return counts;
        }
    }

    private static List<ExpiredDocument> ReadDocuments(Statement rows)
    {
        using (rows)
        {
            var documents = new List<ExpiredDocument>();
            while (rows.Step())
                documents.Add(new ExpiredDocument(rows.ReadGuid(), rows.ReadText(), rows.ReadTime(), [.. new[] { rows.ReadTextOrNull(), rows.ReadTextOrNull() }.OfType<string>()]));
            return documents;
        }
    }

    // The condition is asked in the transaction that changes the document.
    private Task<IReadOnlyList<Guid>> EachAsync(
        IReadOnlyList<Guid> requestIds, Func<Connection, Guid, Statement> find, Action<Connection, long> change, CancellationToken cancellationToken) =>
        SqliteIntegrationLogStore.Available(_database.WriteAsync<IReadOnlyList<Guid>>(
            connection =>
            {
                var changed = new List<Guid>();
                foreach (var requestId in requestIds)
                {
                    if (FindId(find(connection, requestId)) is not { } logId)
                        continue;
                    change(connection, logId);
                    changed.Add(requestId);
                }

                return changed;
            },
            cancellationToken));

    private static long? FindId(Statement row)
    {
        using (row)
            return row.Step() ? row.ReadInt64() : null;
    }

    private async Task<IReadOnlyList<T>> ReadAsync<T>(Func<Connection, List<T>> read, CancellationToken cancellationToken) =>
        await SqliteIntegrationLogStore.Available(_database.ReadAsync(read, cancellationToken));

    private Task<KeptCount> ReadAsync(Func<Connection, KeptCount> read, CancellationToken cancellationToken) =>
        SqliteIntegrationLogStore.Available(_database.ReadAsync(read, cancellationToken));
}

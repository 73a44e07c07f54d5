using ProKure.Integrations.Erasure;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Erasure;

/// <summary>Takes the content from documents in <c>log.db</c>, each in one transaction with the others of its batch.</summary>
public sealed class SqliteErasableLog(SqliteDatabases databases) : IErasableLog
{
    private const string Find = """
        SELECT l.log_id, q.reference_key, r.reference_key
        FROM integration_log AS l LEFT JOIN log_request AS q ON q.log_id = l.log_id LEFT JOIN log_response AS r ON r.log_id = l.log_id
        WHERE l.request_id = ? AND l.status = ? AND l.status <> 'PENDING' AND l.legal_hold = 0
        """;

    private const string Erase = "UPDATE integration_log SET erased_at = ?, request_url = ?, error_message = ?, error_stack_trace = NULL, original = NULL WHERE log_id = ?";

    private readonly Database _database = databases.Log;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ErasedDocument>> EraseAsync(IReadOnlyList<LogEntry> seen, DateTimeOffset at, CancellationToken cancellationToken) =>
        AvailableAsync(_database.WriteAsync<IReadOnlyList<ErasedDocument>>(
            connection =>
            {
                using var zeroed = SecureDelete.On(connection);
                var erased = new List<ErasedDocument>();
                foreach (var entry in seen)
                {
                    if (EraseOne(connection, Erased.Of(entry, at)) is { } document)
                        erased.Add(document);
                }

                return erased;
            },
            cancellationToken));

    /// <inheritdoc/>
    public Task<int> EraseAsideAsync(BusinessEntity entity, DateTimeOffset before, DateTimeOffset at, CancellationToken cancellationToken) => Task.FromResult(0);

    /// <inheritdoc/>
    public Task<string?> CompactAsync(long maxBytes, CancellationToken cancellationToken) => AvailableAsync(Compaction.RunAsync(_database, maxBytes, cancellationToken));

    private static ErasedDocument? EraseOne(Connection connection, LogEntry left)
    {
        long logId;
        List<string> keys;
        using (var row = connection.Prepare(Find).Bind(left.RequestId).Bind(left.Status))
        {
            if (!row.Step())
                return null;
            logId = row.ReadInt64();
            keys = [.. new[] { row.ReadTextOrNull(), row.ReadTextOrNull() }.OfType<string>()];
        }

        connection.Prepare("DELETE FROM log_request WHERE log_id = ?").Bind(logId).Execute();
        connection.Prepare("DELETE FROM log_response WHERE log_id = ?").Bind(logId).Execute();
        connection.Prepare(Erase).Bind(left.ErasedAt).Bind(left.RequestUrl).Bind(left.Error?.Message).Bind(logId).Execute();
        return new ErasedDocument(left.RequestId, keys);
    }

    private static async Task<T> AvailableAsync<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (StoreUnavailableException fault) when (fault is not LogStoreUnavailableException)
        {
            throw new LogStoreUnavailableException(fault.Message, fault.InnerException);
        }
    }
}

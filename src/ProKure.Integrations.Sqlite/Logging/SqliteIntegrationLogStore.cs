using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Logging;

/// <summary>The log in <c>log.db</c>. A batch is one transaction and one wait for the disk; reads never wait for it.</summary>
public sealed class SqliteIntegrationLogStore(SqliteDatabases databases) : IIntegrationLogStore
{
    private const int MaxTrace = 1_000;
    private const int MaxMarkedTogether = 500;
    private const string FindDocument = $"SELECT log_id, {LogRows.EntryColumns} FROM integration_log WHERE request_id = ?";

    private const string TraceDocuments = $"""
        SELECT log_id, {LogRows.EntryColumns} FROM integration_log WHERE correlation_id = ? ORDER BY started_at, request_id LIMIT ?
        """;

    private readonly Database _database = databases.Log;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogWriteRefusal>> WriteAsync(IReadOnlyList<LogWrite> writes, CancellationToken cancellationToken)
    {
        if (writes.Count == 0)
            return [];

        try
        {
            return await _database.WriteAsync<IReadOnlyList<LogWriteRefusal>>(
                connection =>
                {
                    LogWriteBatch.Write(connection, writes);
                    return [];
                },
                cancellationToken);
        }
        catch (Exception fault) when (LogWriteBatch.IsRefusal(fault))
        {
            return await Available(_database.WriteAsync(connection => LogWriteBatch.WriteEach(connection, writes), cancellationToken));
        }
        catch (StoreUnavailableException fault)
        {
            throw new LogStoreUnavailableException(fault.Message, fault.InnerException);
        }
    }

    /// <inheritdoc/>
    public Task<LogDocument?> FindAsync(Guid requestId, CancellationToken cancellationToken) =>
        Available(_database.ReadAsync(
            connection =>
            {
                using var row = connection.Prepare(FindDocument).Bind(requestId);
                return row.Step() ? LogRows.ReadDocument(connection, row) : null;
            },
            cancellationToken));

    /// <inheritdoc/>
    public Task<Page<LogEntry>> SearchAsync(LogQuery query, CancellationToken cancellationToken)
    {
        if (query.Limit is < 1 or > LogQuery.MaxLimit)
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"Expected a limit of 1 to {LogQuery.MaxLimit}.");
        return Available(_database.ReadAsync(connection => Search(connection, query), cancellationToken));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogDocument>> TraceAsync(string correlationId, CancellationToken cancellationToken) =>
        Available(_database.ReadAsync<IReadOnlyList<LogDocument>>(
            connection =>
            {
                using var rows = connection.Prepare(TraceDocuments).Bind(correlationId).Bind(MaxTrace);
                var documents = new List<LogDocument>();
                while (rows.Step())
                    documents.Add(LogRows.ReadDocument(connection, rows));
                return documents;
            },
            cancellationToken));

    /// <inheritdoc/>
    public Task NoteFindingAsync(Guid requestId, string reason, DateTimeOffset? nextRetryAt, CancellationToken cancellationToken) =>
        Available(_database.WriteAsync(connection => LogWriteBatch.NoteFinding(connection, requestId, reason, nextRetryAt), cancellationToken));

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> FindOriginalAsync(Guid requestId, CancellationToken cancellationToken) =>
        Available(_database.ReadAsync<ReadOnlyMemory<byte>?>(
            connection =>
            {
                using var row = connection.Prepare("SELECT original FROM integration_log WHERE request_id = ? AND original IS NOT NULL").Bind(requestId);
                return row.Step() ? row.ReadBytes().ToArray() : default(ReadOnlyMemory<byte>?);
            },
            cancellationToken));

    /// <inheritdoc/>
    public Task<int> RemoveOriginalsAsync(IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken) =>
        Available(_database.WriteAsync(connection => LogWriteBatch.RemoveOriginals(connection, requestIds), cancellationToken));

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogEntry>> MarkLostAsync(
        IReadOnlyCollection<string> liveInstances, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var live = liveInstances.ToHashSet(StringComparer.Ordinal);
        var all = new List<LogEntry>();
        LogCursor? next = new LogCursor(DateTimeOffset.MinValue, Guid.Empty);
        while (next is { } after)
        {
            var (marked, last) = await Available(_database.WriteAsync(
                connection => LogWriteBatch.MarkLost(connection, after, MaxMarkedTogether, live, createdBefore, now), cancellationToken));
            all.AddRange(marked);
            next = last;
        }

        return all;
    }

    private static Page<LogEntry> Search(Connection connection, LogQuery query)
    {
        using var rows = LogSearch.Prepare(connection, query);
        var entries = new List<LogEntry>();
        while (rows.Step())
        {
            if (entries.Count == query.Limit)
                return new Page<LogEntry>(entries, new LogCursor(entries[^1].StartedAt, entries[^1].RequestId).ToString());
            entries.Add(LogRows.ReadEntry(rows));
        }

        return new Page<LogEntry>(entries, null);
    }

    internal static async Task<T> Available<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (StoreUnavailableException fault)
        {
            throw new LogStoreUnavailableException(fault.Message, fault.InnerException);
        }
    }
}

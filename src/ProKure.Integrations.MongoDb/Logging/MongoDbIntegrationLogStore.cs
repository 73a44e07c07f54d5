using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Schema;

namespace ProKure.Integrations.MongoDb.Logging;

/// <summary>The log in the collection <c>integration_logs</c>. A batch is an insert command and an update command; <c>_id</c> is the request's id.</summary>
public sealed class MongoDbIntegrationLogStore : IIntegrationLogStore
{
    private const int MaxTrace = 1_000;
    private readonly MongoDbConnection _connection;
    private readonly LogSchema _schema;
    private readonly Quarantine _quarantine;
    private readonly IMongoCollection<RawBsonDocument> _logs;
    private readonly TimeSpan _searchTimeout;

    /// <summary>Makes the store. The schema is applied with its first use.</summary>
    public MongoDbIntegrationLogStore(MongoDbConnection connection, LogSchema schema, TimeProvider time)
    {
        _connection = connection;
        _schema = schema;
        _quarantine = new Quarantine(connection, time);
        _logs = connection.Collection(LogSchema.Logs);
        _searchTimeout = connection.Options.SearchTimeout;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogWriteRefusal>> WriteAsync(IReadOnlyList<LogWrite> writes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return writes.Count == 0
            ? []
            : await AvailableAsync(() => new LogWriteBatch(_logs, _quarantine, _connection.Place).RunAsync(writes, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<LogDocument?> FindAsync(Guid requestId, CancellationToken cancellationToken) => AvailableAsync(
        async () =>
        {
            var found = await _logs.Find(new BsonDocument("_id", requestId.ToString())).Limit(1).Project<BsonDocument>(LogSearch.WithoutOriginal).ToListAsync(cancellationToken);
            return found is [var document]
                ? await ReadAsync(document, cancellationToken)
                : await _quarantine.FindDocumentAsync(requestId, cancellationToken);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<Page<LogEntry>> SearchAsync(LogQuery query, CancellationToken cancellationToken)
    {
        if (query.Limit is < 1 or > LogQuery.MaxLimit)
            throw new ArgumentOutOfRangeException(nameof(query), query.Limit, $"Expected a limit of 1 to {LogQuery.MaxLimit}.");
        return AvailableAsync(() => FindPageAsync(query, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogDocument>> TraceAsync(string correlationId, CancellationToken cancellationToken) => AvailableAsync<IReadOnlyList<LogDocument>>(
        async () =>
        {
            // Whole documents are sorted: some hundred of them may be more than the server sorts in memory.
            var options = new FindOptions { MaxTime = _searchTimeout, AllowDiskUse = true };
            var found = await _logs.Find(new BsonDocument("correlation_id", correlationId), options)
                .Sort(LogSearch.OldestFirst).Limit(MaxTrace).Project<BsonDocument>(LogSearch.WithoutOriginal).ToListAsync(cancellationToken);
            var documents = new List<LogDocument>(found.Count);
            foreach (var document in found)
                documents.Add(await ReadAsync(document, cancellationToken));
            return documents;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task NoteFindingAsync(Guid requestId, string reason, DateTimeOffset? nextRetryAt, CancellationToken cancellationToken)
    {
        // What changes is no longer what an archive file holds.
        var update = new BsonDocument { { "$set", new BsonDocument("retry_info.reason", reason) }, { "$unset", new BsonDocument("archive_key", "") } };
        if (nextRetryAt is { } next)
            update["$set"]["retry_info.next_retry_at"] = new BsonDateTime(next.ToUnixTimeMilliseconds());
        else
            update["$unset"]["retry_info.next_retry_at"] = "";
        return AvailableAsync(
            () => _logs.UpdateOneAsync(new BsonDocument("_id", requestId.ToString()), new BsonDocumentUpdateDefinition<RawBsonDocument>(update), null, cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> FindOriginalAsync(Guid requestId, CancellationToken cancellationToken) => AvailableAsync<ReadOnlyMemory<byte>?>(
        async () =>
        {
            var found = await _logs.WithReadPreference(ReadPreference.Primary)
                .Find(new BsonDocument("_id", requestId.ToString())).Limit(1).Project<BsonDocument>(new BsonDocument("original.sealed", 1)).ToListAsync(cancellationToken);
            return found is [var document] && document.TryGetValue("original", out var original) && original is BsonDocument kept && kept.TryGetValue("sealed", out var bytes)
                ? bytes.AsByteArray
                : default(ReadOnlyMemory<byte>?);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> RemoveOriginalsAsync(IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken) => AvailableAsync(
        async () =>
        {
            var kept = new BsonDocument
            {
                { "_id", new BsonDocument("$in", new BsonArray(requestIds.Select(id => id.ToString()))) },
                { "original", new BsonDocument("$exists", true) },
            };
            var remove = new BsonDocumentUpdateDefinition<RawBsonDocument>(new BsonDocument("$unset", new BsonDocument("original", "")));
            return (int)(await _logs.UpdateManyAsync(kept, remove, null, cancellationToken)).ModifiedCount;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogEntry>> MarkLostAsync(
        IReadOnlyCollection<string> liveInstances, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellationToken) =>
        AvailableAsync(() => new LostAttempts(_logs).MarkAsync(liveInstances, createdBefore, now, cancellationToken), cancellationToken);

    // No index orders entries of one millisecond. So the page is taken by time alone, and its last millisecond anew by id: both without sorting more than that.
    private async Task<Page<LogEntry>> FindPageAsync(LogQuery query, CancellationToken cancellationToken)
    {
        var found = await FindEntriesAsync(LogSearch.FilterFor(query), LogSearch.NewestFirst, query.Limit + 1, cancellationToken);
        if (found.Count > query.Limit)
        {
            var last = found[^1].StartedAt;
            found.RemoveAll(entry => entry.StartedAt == last);
            found.AddRange(await FindEntriesAsync(
                LogSearch.FilterFor(query, last), LogSearch.LargestIdFirst, query.Limit + 1 - found.Count, cancellationToken));
        }

        var page = found.OrderByDescending(entry => entry.StartedAt).ThenByDescending(entry => entry.RequestId.ToString(), StringComparer.Ordinal)
            .Take(query.Limit).ToList();
        return new Page<LogEntry>(page, found.Count > query.Limit ? new LogCursor(page[^1].StartedAt, page[^1].RequestId).ToString() : null);
    }

    private async Task<List<LogEntry>> FindEntriesAsync(BsonDocument filter, BsonDocument sort, int limit, CancellationToken cancellationToken)
    {
        var found = await _logs.Find(filter, new FindOptions { MaxTime = _searchTimeout })
            .Sort(sort).Limit(limit).Project<BsonDocument>(LogSearch.EntryOnly).ToListAsync(cancellationToken);
        return found.ConvertAll(LogDocumentReader.Entry);
    }

    /// <summary>The document with the bodies that are kept in the quarantine.</summary>
    internal async Task<LogDocument> ReadAsync(BsonDocument stored, CancellationToken cancellationToken)
    {
        var document = LogDocumentReader.Document(stored);
        return document with
        {
            Request = await WithBodyAsync(document, document.Request, stored, "request_body_format", Quarantine.RequestBody, cancellationToken),
            Response = await WithBodyAsync(document, document.Response, stored, "response_body_format", Quarantine.ResponseBody, cancellationToken),
        };
    }

    private async Task<CapturedPayload?> WithBodyAsync(
        LogDocument document, CapturedPayload? payload, BsonDocument stored, string format, string kind, CancellationToken cancellationToken) =>
        payload is not null && BodyFormats.Read(stored[format].AsString).IsQuarantined
            ? payload with { Body = await _quarantine.FindAsync(document.Entry.RequestId, kind, cancellationToken) }
            : payload;

    /// <summary>Does the work once the schema is there, and says in the stores' words when MongoDB is away.</summary>
    internal async Task<T> AvailableAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await _schema.EnsureAsync(cancellationToken);
            return await work();
        }
        catch (Exception fault) when (fault is not LogStoreUnavailableException && StoreFault.Unavailable(fault, _connection.Place) is { } unavailable)
        {
            throw new LogStoreUnavailableException(unavailable.Message, unavailable.InnerException);
        }
    }
}

using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Schema;

namespace ProKure.Integrations.MongoDb.Logging;

/// <summary>
/// The collection <c>integration_logs</c> as the archive sees it, and the whole documents that stand in the quarantine only: there are few of those, and they are read each time. Null and
/// absent are the same.
/// </summary>
public sealed class MongoDbArchivedLog(MongoDbConnection connection, MongoDbIntegrationLogStore store) : IArchivedLog
{
    private readonly Quarantine _quarantine = new(connection, TimeProvider.System);

    private static readonly BsonDocument OldestOnly = new("started_at", 1);

    private readonly IMongoCollection<RawBsonDocument> _logs = connection.Collection(LogSchema.Logs);

    // What is archived and marked is the newest state, not that of a secondary that lags behind.
    private IMongoCollection<RawBsonDocument> Newest => _logs.WithReadPreference(ReadPreference.Primary);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> FindOldestAsync(string retentionClass, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        store.AvailableAsync(
            async () =>
            {
                var found = await Newest.Find(Unarchived(retentionClass, from, to)).Sort(OldestOnly).Limit(1).Project<BsonDocument>(OldestOnly).ToListAsync(cancellationToken);
                DateTimeOffset? inLog = found is [var oldest] ? DateTimeOffset.FromUnixTimeMilliseconds(oldest["started_at"].AsBsonDateTime.MillisecondsSinceEpoch) : null;
                var aside = (await ListAsideAsync(retentionClass, from, to, cancellationToken)).Min(document => (DateTimeOffset?)document.Entry.StartedAt);
                return inLog is null || aside < inLog ? aside : inLog;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListSystemsAsync(string retentionClass, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        store.AvailableAsync<IReadOnlyList<string>>(
            async () =>
            {
                using var cursor = await Newest.DistinctAsync<string>("system_code", Unarchived(retentionClass, from, to), cancellationToken: cancellationToken);
                var aside = (await ListAsideAsync(retentionClass, from, to, cancellationToken)).Select(document => document.Entry.SystemCode);
                return [.. (await cursor.ToListAsync(cancellationToken)).Union(aside, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountAsync(ArchiveUnit unit, CancellationToken cancellationToken) =>
        store.AvailableAsync(
            async () => await Newest.CountDocumentsAsync(Of(unit), cancellationToken: cancellationToken) + (await ListAsideAsync(unit, cancellationToken)).Count(), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogDocument>> ReadAsync(ArchiveUnit unit, LogCursor? after, int limit, CancellationToken cancellationToken) =>
        store.AvailableAsync<IReadOnlyList<LogDocument>>(
            async () =>
            {
                var filter = Of(unit);
                if (after is { } last)
                {
                    filter["started_at"]["$gte"] = LogSearch.Date(last.StartedAt);
                    filter.Add("$or", new BsonArray
                    {
                        new BsonDocument("started_at", new BsonDocument("$gt", LogSearch.Date(last.StartedAt))),
                        new BsonDocument("_id", new BsonDocument("$gt", last.RequestId.ToString())),
                    });
                }

                var found = await Newest.Find(filter, new FindOptions { AllowDiskUse = true })
                    .Sort(LogSearch.OldestFirst).Limit(limit).Project<BsonDocument>(LogSearch.WithoutOriginal).ToListAsync(cancellationToken);
                var documents = new List<LogDocument>(found.Count);
                foreach (var document in found)
                    documents.Add(await store.ReadAsync(document, cancellationToken));
                documents.AddRange((await ListAsideAsync(unit, cancellationToken)).Where(document => after is not { } last || IsAfter(document.Entry, last)));
                return [.. documents.OrderBy(document => document.Entry.StartedAt).ThenBy(document => document.Entry.RequestId.ToString(), StringComparer.Ordinal).Take(limit)];
            },
            cancellationToken);

    /// <inheritdoc/>
    public async Task<int> MarkAsync(string archiveKey, IReadOnlyList<ArchivedState> documents, CancellationToken cancellationToken)
    {
        var marked = await MarkInLogAsync(archiveKey, documents, cancellationToken);
        if (marked == documents.Count)
            return marked;
        return marked + await store.AvailableAsync(
            async () =>
            {
                var inLog = await FindInLogAsync(documents.Select(document => document.RequestId), cancellationToken);
                var aside = 0;
                foreach (var document in documents.Where(document => !inLog.Contains(document.RequestId)))
                    aside += await _quarantine.MarkAsync(archiveKey, document, cancellationToken) ? 1 : 0;
                return aside;
            },
            cancellationToken);
    }

    private Task<int> MarkInLogAsync(string archiveKey, IReadOnlyList<ArchivedState> documents, CancellationToken cancellationToken) => UpdateAsync(
        documents.Select(document => new UpdateOneModel<RawBsonDocument>(
            new BsonDocument
            {
                { "_id", document.RequestId.ToString() },
                { "archive_key", BsonNull.Value },
                { "status", WireName.Of(document.Status) },
                { "completed_at", DateOrNull(document.CompletedAt) },
                { "retry_info.reason", document.RetryReason is { } reason ? reason : BsonNull.Value },
                { "retry_info.next_retry_at", DateOrNull(document.NextRetryAt) },
            },
            new BsonDocumentUpdateDefinition<RawBsonDocument>(new BsonDocument("$set", new BsonDocument("archive_key", archiveKey))))),
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> UnmarkAsync(ArchiveUnit unit, string archiveKey, CancellationToken cancellationToken)
    {
        var filter = new BsonDocument
        {
            { "system_code", unit.SystemCode },
            { "started_at", new BsonDocument { { "$gte", LogSearch.CeilingDate(unit.From) }, { "$lt", LogSearch.CeilingDate(unit.To) } } },
            { "archive_key", archiveKey },
        };
        var update = new BsonDocumentUpdateDefinition<RawBsonDocument>(new BsonDocument("$unset", new BsonDocument("archive_key", "")));
        return store.AvailableAsync(
            async () => (int)(await _logs.UpdateManyAsync(filter, update, null, cancellationToken)).ModifiedCount + await _quarantine.UnmarkAsync(archiveKey, cancellationToken),
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<int> ProlongAsync(IReadOnlyCollection<Guid> restored, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var until = LogSearch.Date(expiresAt);
        return UpdateAsync(
            restored.Select(requestId => new UpdateOneModel<RawBsonDocument>(
                new BsonDocument
                {
                    { "_id", requestId.ToString() },
                    { "restored_at", new BsonDocument("$ne", BsonNull.Value) },
                    { "expires_at", new BsonDocument("$not", new BsonDocument("$gte", until)) },
                },
                new BsonDocumentUpdateDefinition<RawBsonDocument>(new BsonDocument("$set", new BsonDocument("expires_at", until))))),
            cancellationToken);
    }

    private Task<int> UpdateAsync(IEnumerable<UpdateOneModel<RawBsonDocument>> updates, CancellationToken cancellationToken)
    {
        var all = updates.ToList();
        return all.Count == 0
            ? Task.FromResult(0)
            : store.AvailableAsync(
                async () => (int)(await _logs.BulkWriteAsync(all, new BulkWriteOptions { IsOrdered = false }, cancellationToken)).ModifiedCount, cancellationToken);
    }

    private async Task<IEnumerable<LogDocument>> ListAsideAsync(ArchiveUnit unit, CancellationToken cancellationToken) =>
        (await ListAsideAsync(unit.RetentionClass, unit.From, unit.To, cancellationToken)).Where(document => document.Entry.SystemCode == unit.SystemCode);

    // What is in the log as well, its completion was refused of: the log's own archive mark counts.
    private async Task<IEnumerable<LogDocument>> ListAsideAsync(string retentionClass, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var aside = (await _quarantine.ListUnarchivedAsync(retentionClass, cancellationToken)).Where(document => document.Entry.StartedAt >= from && document.Entry.StartedAt < to).ToList();
        var inLog = await FindInLogAsync(aside.Select(document => document.Entry.RequestId), cancellationToken);
        return aside.Where(document => !inLog.Contains(document.Entry.RequestId));
    }

    private async Task<HashSet<Guid>> FindInLogAsync(IEnumerable<Guid> requestIds, CancellationToken cancellationToken)
    {
        var ids = new BsonArray(requestIds.Select(id => id.ToString()));
        if (ids.Count == 0)
            return [];
        var found = await Newest.Find(new BsonDocument("_id", new BsonDocument("$in", ids))).Project<BsonDocument>(new BsonDocument("_id", 1)).ToListAsync(cancellationToken);
        return [.. found.Select(document => Guid.Parse(document["_id"].AsString))];
    }

    private static bool IsAfter(LogEntry entry, LogCursor last) =>
        entry.StartedAt > last.StartedAt || (entry.StartedAt == last.StartedAt && string.CompareOrdinal(entry.RequestId.ToString(), last.RequestId.ToString()) > 0);

    private static BsonDocument Of(ArchiveUnit unit)
    {
        var filter = Unarchived(unit.RetentionClass, unit.From, unit.To);
        filter.Add("system_code", unit.SystemCode);
        return filter;
    }

    private static BsonDocument Unarchived(string retentionClass, DateTimeOffset from, DateTimeOffset to) => new()
    {
        { "retention_class", retentionClass },
        { "archive_key", BsonNull.Value },

        // Every document of a class has one; the index is partial, and used where the query says what it says.
        { "expires_at", new BsonDocument("$exists", true) },
        { "status", new BsonDocument("$ne", WireName.Of(LogStatus.Pending)) },
        { "started_at", new BsonDocument { { "$gte", LogSearch.CeilingDate(from) }, { "$lt", LogSearch.CeilingDate(to) } } },
    };

    private static BsonValue DateOrNull(DateTimeOffset? instant) => instant is { } present ? LogSearch.Date(present) : BsonNull.Value;
}

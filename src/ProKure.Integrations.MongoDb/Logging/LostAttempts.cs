using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.MongoDb.Logging;

/// <summary>Marks attempts whose process is gone, a few hundred at a time.</summary>
internal sealed class LostAttempts(IMongoCollection<RawBsonDocument> collection)
{
    private const int BatchSize = 500;

    private readonly LogDocumentWriter _writer = new();

    public async Task<IReadOnlyList<LogEntry>> MarkAsync(
        IReadOnlyCollection<string> liveInstances, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var pending = new BsonDocument
        {
            { "status", WireName.Of(LogStatus.Pending) },
            { "instance_id", new BsonDocument("$nin", new BsonArray(liveInstances)) },
            { "created_at", new BsonDocument("$lt", LogSearch.CeilingDate(createdBefore)) },
        };
        var marked = new List<LogEntry>();
        while (true)
        {
            var found = await collection.WithReadPreference(ReadPreference.Primary)
                .Find(pending).Project<BsonDocument>(LogSearch.EntryOnly).Limit(BatchSize).ToListAsync(cancellationToken);
            if (found.Count == 0)
                return marked;
            marked.AddRange(await MarkAsync([.. found.Select(document => LostAttempt.Of(LogDocumentReader.Entry(document), now))], cancellationToken));
            if (found.Count < BatchSize)
                return marked;
        }
    }

    private async Task<IReadOnlyList<LogEntry>> MarkAsync(IReadOnlyList<LogEntry> lost, CancellationToken cancellationToken)
    {
        var updates = lost.Select(entry => new UpdateOneModel<RawBsonDocument>(
            new BsonDocument { { "_id", entry.RequestId.ToString() }, { "status", WireName.Of(LogStatus.Pending) } },
            new BsonDocumentUpdateDefinition<RawBsonDocument>(_writer.Completion(new LogDocument(entry, null, null)).Bson)));
        var result = await collection.BulkWriteAsync(updates, new BulkWriteOptions { IsOrdered = false }, cancellationToken);
        if (result.MatchedCount == lost.Count)
            return lost;

        // Some were completed in between: those are not lost.
        var ids = new BsonArray(lost.Select(entry => entry.RequestId.ToString()));
        var unknown = new BsonDocument { { "_id", new BsonDocument("$in", ids) }, { "status", WireName.Of(LogStatus.Unknown) } };
        var stillLost = await collection.WithReadPreference(ReadPreference.Primary)
            .Find(unknown).Project<BsonDocument>(new BsonDocument("_id", 1)).ToListAsync(cancellationToken);
        var lostIds = stillLost.Select(document => Guid.Parse(document["_id"].AsString)).ToHashSet();
        return [.. lost.Where(entry => lostIds.Contains(entry.RequestId))];
    }
}

using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Logging;
using ProKure.Integrations.MongoDb.Schema;

namespace ProKure.Integrations.MongoDb.Erasure;

/// <summary>Takes the content from documents in <c>integration_logs</c> and in the quarantine.</summary>
public sealed class MongoDbErasableLog(MongoDbConnection connection, LogSchema schema, TimeProvider time) : IErasableLog
{
    private const string Remark =
        "MongoDB keeps erased content in free space of its files until it writes over it, and in its journal, oplog and backups for as long as those are kept.";

    private static readonly BsonDocument Content = new()
    {
        { "request_headers", "" }, { "request_body", "" }, { "request_body_format", "" }, { "request_truncated", "" }, { "request_body_ref", "" },
        { "response_headers", "" }, { "response_body", "" }, { "response_body_format", "" }, { "response_truncated", "" }, { "response_body_ref", "" },
        { "error.stack_trace", "" }, { "original", "" },
    };

    private static readonly BsonDocument References = new() { { "request_body_ref.key", 1 }, { "response_body_ref.key", 1 } };

    private readonly IMongoCollection<RawBsonDocument> _logs = connection.Collection(LogSchema.Logs);
    private readonly Quarantine _quarantine = new(connection, time);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ErasedDocument>> EraseAsync(IReadOnlyList<LogEntry> seen, DateTimeOffset at, CancellationToken cancellationToken) =>
        AvailableAsync<IReadOnlyList<ErasedDocument>>(
            async () =>
            {
                var erased = new List<ErasedDocument>();
                foreach (var entry in seen.Where(entry => entry.Status != LogStatus.Pending))
                {
                    if (await EraseOneAsync(entry, at, cancellationToken) is { } document)
                        erased.Add(document);
                }

                return erased;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<int> EraseAsideAsync(BusinessEntity entity, DateTimeOffset before, DateTimeOffset at, CancellationToken cancellationToken) =>
        AvailableAsync(() => _quarantine.EraseDocumentsAsync(document => IsAbout(document.Entry, entity, before), at, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<string?> CompactAsync(long maxBytes, CancellationToken cancellationToken) => Task.FromResult<string?>(Remark);

    private static bool IsAbout(LogEntry entry, BusinessEntity entity, DateTimeOffset before) =>
        entry.Context.EntityType == entity.Type && entry.Context.EntityId == entity.Id && entry.StartedAt < before
        && entry is { ErasedAt: null, LegalHold: false } && entry.Status != LogStatus.Pending;

    private async Task<ErasedDocument?> EraseOneAsync(LogEntry seen, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var left = Erased.Of(seen, at);
        var set = new BsonDocument("erased_at", new BsonDateTime(at.ToUnixTimeMilliseconds()));
        if (left.RequestUrl is { } url)
            set.Add("request_url", url);
        if (left.Error is { } error)
            set.Add("error.message", error.Message);
        var unset = (BsonDocument)Content.DeepClone();
        if (left.Error is null)
            unset.Remove("error.stack_trace");

        // As it was seen: a late completion may have made another document of it.
        var id = seen.RequestId.ToString();
        var filter = new BsonDocument { { "_id", id }, { "status", WireName.Of(seen.Status) }, { "legal_hold", new BsonDocument("$ne", true) } };
        if (left.Error is not null)
            filter.Add("error", new BsonDocument("$type", "object"));
        var before = await _logs.FindOneAndUpdateAsync(
            filter,
            new BsonDocumentUpdateDefinition<RawBsonDocument>(new BsonDocument { { "$set", set }, { "$unset", unset } }),
            new FindOneAndUpdateOptions<RawBsonDocument, BsonDocument> { Projection = References, ReturnDocument = ReturnDocument.Before },
            cancellationToken);
        if (before is null)
            return null;
        await _quarantine.RemoveAsync(seen.RequestId, cancellationToken);
        return new ErasedDocument(seen.RequestId, [.. PayloadFields.References.Select(name => KeyOf(before, name)).OfType<string>()]);
    }

    private static string? KeyOf(BsonDocument document, string name) =>
        document.TryGetValue(name, out var value) && value is BsonDocument reference && reference.TryGetValue("key", out var key) ? key.AsString : null;

    private async Task<T> AvailableAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        try
        {
            await schema.EnsureAsync(cancellationToken);
            return await work();
        }
        catch (Exception fault) when (fault is not LogStoreUnavailableException && StoreFault.Unavailable(fault, connection.Place) is { } unavailable)
        {
            throw new LogStoreUnavailableException(unavailable.Message, unavailable.InnerException);
        }
    }
}

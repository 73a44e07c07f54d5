using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Logging;
using ProKure.Integrations.MongoDb.Schema;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.MongoDb.Retention;

/// <summary>
/// The collection <c>integration_logs</c> as retention sees it. Documents without a class, without an expiry of their own, and not held are in the TTL index, and go by themselves;
/// all others go by this.
/// </summary>
public sealed class MongoDbExpiringLog(MongoDbConnection connection, MongoDbIntegrationLogStore store) : IExpiringLog
{
    private static readonly BsonDocument Shown = new()
    {
        { "system_code", 1 }, { "created_at", 1 }, { "request_body_ref", 1 }, { "response_body_ref", 1 },
    };

    private readonly IMongoCollection<RawBsonDocument> _logs = connection.Collection(LogSchema.Logs);
    private readonly IMongoCollection<RawBsonDocument> _quarantine = connection.Collection(Quarantine.Name);

    /// <inheritdoc/>
    public TimeSpan KeepDefault => connection.Options.Retention;

    // What goes is decided by the newest state, not by that of a secondary that lags behind.
    private IMongoCollection<RawBsonDocument> Newest => _logs.WithReadPreference(ReadPreference.Primary);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredCount>> CountAsync(ExpiryRule rule, CancellationToken cancellationToken) => CountAsync(MayGo(rule), cancellationToken);

    /// <inheritdoc/>
    public Task<KeptCount> CountKeptAsync(ExpiryRule rule, CancellationToken cancellationToken) => store.AvailableAsync(
        async () =>
        {
            var held = new BsonDocument(Old(rule)) { { "legal_hold", true } };
            var unarchived = new BsonDocument(Old(rule)) { { "legal_hold", false }, { "archive_key", BsonNull.Value } };
            return new KeptCount(
                await Newest.CountDocumentsAsync(held, cancellationToken: cancellationToken) + await CountAsideAsync(rule, new BsonDocument("legal_hold", true), cancellationToken),
                rule.MustBeArchived
                    ? await Newest.CountDocumentsAsync(unarchived, cancellationToken: cancellationToken)
                        + await CountAsideAsync(rule, new BsonDocument { { "legal_hold", BsonNull.Value }, { "archive_key", BsonNull.Value } }, cancellationToken)
                    : 0);
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredDocument>> FindAsync(ExpiryRule rule, int limit, CancellationToken cancellationToken) =>
        FindAsync(MayGo(rule), limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> DeleteAsync(ExpiryRule rule, IReadOnlyList<Guid> requestIds, CancellationToken cancellationToken) => store.AvailableAsync<IReadOnlyList<Guid>>(
        async () =>
        {
            var ids = IdsOf(requestIds);
            var result = await _logs.DeleteManyAsync(new BsonDocument(MayGo(rule)) { { "_id", new BsonDocument("$in", ids) } }, cancellationToken);

            // It says how many went, not which. What went before, by another hub, is gone as well.
            var left = result.DeletedCount == requestIds.Count ? [] : await FindIdsAsync(new BsonDocument("_id", new BsonDocument("$in", ids)), cancellationToken);
            var gone = requestIds.Except(left).ToList();
            await _quarantine.DeleteManyAsync(new BsonDocument("request_id", new BsonDocument("$in", IdsOf(gone))), cancellationToken);
            return gone;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task TidyAsync(ExpiryRule rule, CancellationToken cancellationToken)
    {
        // Those without a class go by an index of their own. Whole documents that the log could not hold are no rest of a document that is gone: they expire by their class,
        // where that is archived once an archive file has them.
        if (rule.RetentionClass is not { } retentionClass)
            return;
        var old = OldAside(rule, retentionClass);
        old.Add("legal_hold", BsonNull.Value);
        if (rule.MustBeArchived)
            old.Add("$or", new BsonArray { new BsonDocument("kind", new BsonDocument("$nin", WholeDocuments)), new BsonDocument("archive_key", new BsonDocument("$type", "string")) });
        await store.AvailableAsync(
            async () =>
            {
                using var cursor = await _quarantine.DistinctAsync<string>("request_id", old, cancellationToken: cancellationToken);
                foreach (var ids in (await cursor.ToListAsync(cancellationToken)).Select(Guid.Parse).Chunk(1_000))
                {
                    var left = await FindIdsAsync(new BsonDocument("_id", new BsonDocument("$in", IdsOf(ids))), cancellationToken);
                    await _quarantine.DeleteManyAsync(new BsonDocument(old) { { "request_id", new BsonDocument("$in", IdsOf(ids.Except(left))) } }, cancellationToken);
                }

                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredCount>> CountBodiesAsync(string retentionClass, DateTimeOffset createdBefore, CancellationToken cancellationToken) =>
        CountAsync(WithBodies(retentionClass, createdBefore), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ExpiredDocument>> FindBodiesAsync(
        string retentionClass, DateTimeOffset createdBefore, int limit, CancellationToken cancellationToken) =>
        FindAsync(WithBodies(retentionClass, createdBefore), limit, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Guid>> ForgetBodiesAsync(IReadOnlyList<Guid> requestIds, CancellationToken cancellationToken) => store.AvailableAsync<IReadOnlyList<Guid>>(
        async () =>
        {
            foreach (var side in PayloadFields.References)
            {
                var filter = new BsonDocument { { "_id", new BsonDocument("$in", IdsOf(requestIds)) }, { "legal_hold", false }, { side, new BsonDocument("$type", "object") } };
                var expired = new BsonDocument { { $"{side}.store", BodyReference.ExpiredStore }, { $"{side}.key", "" } };
                await _logs.UpdateManyAsync(filter, new BsonDocument("$set", expired), cancellationToken: cancellationToken);
            }

            var left = new BsonDocument { { "_id", new BsonDocument("$in", IdsOf(requestIds)) }, { "$or", HasBodies() } };
            return requestIds.Except(await FindIdsAsync(left, cancellationToken)).ToList();
        },
        cancellationToken);

    private static BsonDocument Old(ExpiryRule rule) => new()
    {
        { "retention_class", rule.RetentionClass is { } code ? code : BsonNull.Value },
        { "expires_at", new BsonDocument("$lte", LogSearch.Date(rule.Now)) },
        { "created_at", new BsonDocument("$lte", LogSearch.Date(rule.CreatedBefore)) },
        { "status", new BsonDocument("$ne", WireName.Of(LogStatus.Pending)) },
    };

    private static BsonDocument MayGo(ExpiryRule rule)
    {
        var filter = Old(rule);
        filter.Add("legal_hold", false);
        if (rule.MustBeArchived)
            filter.Add("archive_key", new BsonDocument("$type", "string"));
        return filter;
    }

    private static BsonDocument WithBodies(string retentionClass, DateTimeOffset createdBefore) => new()
    {
        { "retention_class", retentionClass },
        { "expires_at", new BsonDocument("$exists", true) },
        { "created_at", new BsonDocument("$lte", LogSearch.Date(createdBefore)) },
        { "legal_hold", false },
        { "status", new BsonDocument("$ne", WireName.Of(LogStatus.Pending)) },
        { "$or", HasBodies() },
    };

    private static BsonArray HasBodies() =>
    [
        .. PayloadFields.References.Select(side => new BsonDocument
        {
            { side, new BsonDocument("$type", "object") }, { $"{side}.store", new BsonDocument("$ne", BodyReference.ExpiredStore) },
        }),
    ];

    private static BsonArray WholeDocuments => [Quarantine.InsertedDocument, Quarantine.CompletedDocument];

    // What was put aside by a version that did not write when it expires has its class alone.
    private static BsonDocument OldAside(ExpiryRule rule, string retentionClass) => new()
    {
        { "retention_class", retentionClass },
        { "created_at", new BsonDocument("$lte", LogSearch.Date(rule.CreatedBefore)) },
        { "expires_at", new BsonDocument("$not", new BsonDocument("$gt", LogSearch.Date(rule.Now))) },
    };

    private async Task<int> CountAsideAsync(ExpiryRule rule, BsonDocument condition, CancellationToken cancellationToken)
    {
        if (rule.RetentionClass is not { } retentionClass)
            return 0;
        var filter = OldAside(rule, retentionClass);
        filter.Add("kind", new BsonDocument("$in", WholeDocuments));
        filter.AddRange(condition);
        using var cursor = await _quarantine.DistinctAsync<string>("request_id", filter, cancellationToken: cancellationToken);
        var ids = (await cursor.ToListAsync(cancellationToken)).Select(Guid.Parse).ToList();
        return ids.Count - (ids.Count == 0 ? 0 : (await FindIdsAsync(new BsonDocument("_id", new BsonDocument("$in", IdsOf(ids))), cancellationToken)).Count);
    }

    private static BsonArray IdsOf(IEnumerable<Guid> ids) => new(ids.Select(id => id.ToString()));

    private static DateTimeOffset TimeOf(BsonValue date) => DateTimeOffset.FromUnixTimeMilliseconds(date.AsBsonDateTime.MillisecondsSinceEpoch);

    private static ExpiredDocument Read(BsonDocument found) => new(
        Guid.Parse(found["_id"].AsString),
        found["system_code"].AsString,
        TimeOf(found["created_at"]),
        [
            .. PayloadFields.References.Select(side => found.GetValue(side, null) as BsonDocument)
                .Where(reference => reference is not null && reference["store"] != BodyReference.ExpiredStore).Select(reference => reference!["key"].AsString),
        ]);

    private Task<IReadOnlyList<ExpiredCount>> CountAsync(BsonDocument filter, CancellationToken cancellationToken) => store.AvailableAsync<IReadOnlyList<ExpiredCount>>(
        async () =>
        {
            var bySystem = new BsonDocument
            {
                { "_id", "$system_code" },
                { "count", new BsonDocument("$sum", 1L) },
                { "oldest", new BsonDocument("$min", "$created_at") },
                { "newest", new BsonDocument("$max", "$created_at") },
            };
            var found = await Newest.Aggregate().Match(filter).Group<BsonDocument>(bySystem).ToListAsync(cancellationToken);
            return
            [
                .. found.Select(group => new ExpiredCount(group["_id"].AsString, group["count"].ToInt64(), TimeOf(group["oldest"]), TimeOf(group["newest"])))
                    .OrderBy(count => count.SystemCode, StringComparer.Ordinal),
            ];
        },
        cancellationToken);

    private Task<IReadOnlyList<ExpiredDocument>> FindAsync(BsonDocument filter, int limit, CancellationToken cancellationToken) =>
        store.AvailableAsync<IReadOnlyList<ExpiredDocument>>(
            async () => (await Newest.Find(filter).Limit(limit).Project<BsonDocument>(Shown).ToListAsync(cancellationToken)).ConvertAll(Read), cancellationToken);

    private async Task<List<Guid>> FindIdsAsync(BsonDocument filter, CancellationToken cancellationToken) =>
        (await Newest.Find(filter).Project<BsonDocument>(new BsonDocument("_id", 1)).ToListAsync(cancellationToken)).ConvertAll(found => Guid.Parse(found["_id"].AsString));
}

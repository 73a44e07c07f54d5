using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.MongoDb.Logging;
using ProKure.Integrations.MongoDb.Schema;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.MongoDb.Retention;

/// <summary>
/// The documents in <c>integration_logs</c> under legal hold, with what the quarantine keeps of them and in their place. A held document is not in the TTL index; one that is let go does not come back
/// to it, but gets an expiry of its own: a run of retention removes it, which asks the holds first.
/// </summary>
public sealed class MongoDbHeldLog(MongoDbConnection connection, MongoDbIntegrationLogStore store, TimeProvider time) : IHeldLog
{
    private const int MaxTogether = 1_000;

    private static readonly BsonDocument IdOnly = new("_id", 1);

    private readonly IMongoCollection<RawBsonDocument> _logs = connection.Collection(LogSchema.Logs);
    private readonly IMongoCollection<RawBsonDocument> _quarantine = connection.Collection(Quarantine.Name);
    private readonly Quarantine _whole = new(connection, time);

    /// <inheritdoc/>
    public Task<long> CountAsync(HoldScope scope, CancellationToken cancellationToken) =>
        store.AvailableAsync(() => _logs.CountDocumentsAsync(FilterOf(scope), cancellationToken: cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async Task<long> HoldAsync(HoldScope scope, CancellationToken cancellationToken)
    {
        var unheld = new BsonDocument("$and", new BsonArray { FilterOf(scope), new BsonDocument("legal_hold", false) });
        var held = new BsonDocument("$set", new BsonDocument("legal_hold", true));
        await store.AvailableAsync(() => _whole.HoldDocumentsAsync(document => scope.Covers(document.Entry), hold: true, cancellationToken), cancellationToken);
        return await RepeatAsync(
            unheld,
            async ids =>
            {
                // The quarantine first: a document that is held has all of it held.
                await _quarantine.UpdateManyAsync(new BsonDocument("request_id", In(ids)), held, cancellationToken: cancellationToken);
                await _logs.UpdateManyAsync(new BsonDocument("_id", In(ids)), held, cancellationToken: cancellationToken);
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<long> ClearAsync(HoldScope scope, IReadOnlyList<HoldScope> others, CancellationToken cancellationToken)
    {
        var conditions = new BsonArray { FilterOf(scope), new BsonDocument("legal_hold", true) };
        if (others.Count > 0)
            conditions.Add(new BsonDocument("$nor", new BsonArray(others.Select(FilterOf))));
        await store.AvailableAsync(
            () => _whole.HoldDocumentsAsync(document => scope.Covers(document.Entry) && !others.Any(other => other.Covers(document.Entry)), hold: false, cancellationToken),
            cancellationToken);
        return await RepeatAsync(
            new BsonDocument("$and", conditions),
            async ids =>
            {
                var unclassed = new BsonDocument { { "_id", In(ids) }, { "retention_class", BsonNull.Value }, { "expires_at", BsonNull.Value } };
                var now = new BsonDocument("$set", new BsonDocument("expires_at", LogSearch.Date(time.GetUtcNow())));
                await _logs.UpdateManyAsync(unclassed, now, cancellationToken: cancellationToken);
                await _quarantine.UpdateManyAsync(
                    new BsonDocument("request_id", In(ids)), new BsonDocument("$unset", new BsonDocument("legal_hold", "")), cancellationToken: cancellationToken);
                await _logs.UpdateManyAsync(new BsonDocument("_id", In(ids)), new BsonDocument("$set", new BsonDocument("legal_hold", false)), cancellationToken: cancellationToken);
            },
            cancellationToken);
    }

    private static BsonDocument In(BsonArray ids) => new("$in", ids);

    private static BsonDocument FilterOf(HoldScope scope)
    {
        if (scope.IsEmpty)
            throw new ArgumentException("Expected a scope with at least one condition: an empty one would cover everything.", nameof(scope));
        var filter = new BsonDocument();
        if (scope.RequestId is { } requestId)
            filter.Add("_id", requestId.ToString());
        foreach (var (name, value) in new[]
            {
                ("correlation_id", scope.CorrelationId), ("context.entity_type", scope.EntityType), ("context.entity_id", scope.EntityId),
                ("system_code", scope.SystemCode), ("endpoint_code", scope.EndpointCode),
            })
        {
            if (value is not null)
                filter.Add(name, value);
        }

        var times = new BsonDocument();
        if (scope.From is { } from)
            times.Add("$gte", LogSearch.CeilingDate(from));
        if (scope.To is { } to)
            times.Add("$lt", LogSearch.CeilingDate(to));
        if (times.ElementCount > 0)
            filter.Add("started_at", times);
        return filter;
    }

    private Task<long> RepeatAsync(BsonDocument filter, Func<BsonArray, Task> change, CancellationToken cancellationToken) => store.AvailableAsync(
        async () =>
        {
            var changed = 0L;
            while (true)
            {
                var found = await _logs.WithReadPreference(ReadPreference.Primary).Find(filter).Limit(MaxTogether).Project<BsonDocument>(IdOnly).ToListAsync(cancellationToken);
                if (found.Count == 0)
                    return changed;
                await change(new BsonArray(found.Select(document => document["_id"])));
                changed += found.Count;
                if (found.Count < MaxTogether)
                    return changed;
            }
        },
        cancellationToken);
}

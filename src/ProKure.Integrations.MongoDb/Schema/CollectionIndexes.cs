using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ProKure.Integrations.MongoDb.Schema;

/// <summary>Finds the indexes of one collection that are missing and makes them, and keeps the age at which documents expire as the options say.</summary>
internal sealed partial class CollectionIndexes(MongoDbConnection connection, string name, ILogger logger)
{
    // Indexes of fewer documents are there in a moment.
    private const int Many = 5_000;

    public string Name => name;

    /// <summary>Compares what is there with what must be.</summary>
    /// <returns>The indexes that are missing.</returns>
    /// <exception cref="MongoDbStoreException">An index stands in the way.</exception>
    public async Task<IReadOnlyList<IndexDefinition>> FindMissingAsync(IReadOnlyList<IndexDefinition> definitions, CancellationToken cancellationToken)
    {
        using var cursor = await connection.Database.GetCollection<BsonDocument>(name).Indexes.ListAsync(cancellationToken);
        var existing = await cursor.ToListAsync(cancellationToken);
        var missing = new List<IndexDefinition>();
        foreach (var definition in definitions.Select(WithRetention))
        {
            // Several indexes of one key may differ in their filters: others may have added theirs.
            var sameKey = existing.FindAll(other => other["key"] == definition.Key);
            if ((sameKey.Find(other => other["name"] == definition.Name) ?? sameKey.FirstOrDefault()) is { } found)
            {
                if (IsOlderExpiry(found, definition))
                    missing.Add(await DropAsync(definition, cancellationToken));
                else
                    await CompareAsync(found, definition, cancellationToken);
            }
            else if (existing.Find(other => other["name"] == definition.Name) is { } inTheWay)
                throw InTheWay(inTheWay, definition);
            else
                missing.Add(definition);
        }

        return missing;
    }

    /// <summary>Whether the collection holds so many documents that making an index takes a while.</summary>
    public async Task<bool> HoldsManyAsync(CancellationToken cancellationToken) =>
        await connection.Database.GetCollection<BsonDocument>(name).CountDocumentsAsync(
            FilterDefinition<BsonDocument>.Empty, new CountOptions { Limit = Many }, cancellationToken) == Many;

    private IndexDefinition WithRetention(IndexDefinition definition) => definition.Expires ? definition.After(connection.Options.Retention) : definition;

    // Made by an older version of the hub, which let every document expire by its age.
    private static bool IsOlderExpiry(BsonDocument found, IndexDefinition definition) =>
        found["name"] == definition.Name && found.Contains("expireAfterSeconds") && definition is { Expires: true, Filter: not null } && !found.Contains("partialFilterExpression");

    // Until the new one is there, nothing expires.
    private async Task<IndexDefinition> DropAsync(IndexDefinition definition, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(new BsonDocument { { "dropIndexes", name }, { "index", definition.Name } }, cancellationToken);
            Log.OlderExpiryDropped(logger, name, definition.Name);
        }
        catch (MongoCommandException fault) when (fault.Code == StoreFault.IndexNotFound)
        {
            // Another hub was faster.
        }

        return definition;
    }

    private async Task CompareAsync(BsonDocument found, IndexDefinition definition, CancellationToken cancellationToken)
    {
        var isUnique = found.GetValue("unique", false).ToBoolean();
        var age = found.GetValue("expireAfterSeconds", BsonNull.Value);
        var isSameKind = definition.Expires == age.IsNumeric && found.GetValue("partialFilterExpression", null) as BsonDocument == definition.Filter;
        if (!isSameKind || (isUnique != definition.IsUnique && !(definition.IsUnique && await IsShardedAsync(cancellationToken))))
            throw InTheWay(found, definition);

        var wanted = definition.Specification.GetValue("expireAfterSeconds", 0).ToInt64();
        if (!definition.Expires || age.ToInt64() == wanted)
            return;
        var change = new BsonDocument { { "name", found["name"] }, { "expireAfterSeconds", wanted } };
        await RunAsync(new BsonDocument { { "collMod", name }, { "index", change } }, cancellationToken);
        Log.RetentionChanged(logger, name, age.ToInt64(), wanted);
    }

    /// <summary>Makes indexes, in one command: the collection is read once for all of them.</summary>
    public async Task CreateAsync(IReadOnlyList<IndexDefinition> missing, CancellationToken cancellationToken)
    {
        try
        {
            await CreateIndexesAsync(missing, cancellationToken);
        }
        catch (MongoCommandException fault) when (fault.Code == StoreFault.CannotCreateIndex && missing.Any(index => index.IsUnique))
        {
            // A sharded collection has unique indexes on its shard key only. Equal ids meet on one shard, where _id is.
            await CreateIndexesAsync([.. missing.Select(index => index.NotUnique())], cancellationToken);
        }
        catch (MongoCommandException fault) when (fault.Code is StoreFault.DuplicateKey)
        {
            throw new MongoDbStoreException($"A unique index of '{name}' at {connection.Place} cannot be made: the collection holds equal values.", fault);
        }

        Log.Created(logger, name, string.Join(", ", missing.Select(index => index.Name)));
    }

    private Task<BsonDocument> CreateIndexesAsync(IEnumerable<IndexDefinition> indexes, CancellationToken cancellationToken) => RunAsync(
        new BsonDocument { { "createIndexes", name }, { "indexes", new BsonArray(indexes.Select(index => index.Specification)) } }, cancellationToken);

    private async Task<bool> IsShardedAsync(CancellationToken cancellationToken)
    {
        var hello = await RunAsync(new BsonDocument("hello", 1), cancellationToken);
        return hello.GetValue("msg", "") == "isdbgrid";
    }

    private MongoDbStoreException InTheWay(BsonDocument found, IndexDefinition definition) => new(
        $"Index '{found["name"]}' of '{name}' at {connection.Place} is {found.ToJson()}, expected {definition.Specification.ToJson()}. "
        + "The hub does not drop what it did not make: drop or rename that index, and start again.");

    private Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancellationToken) =>
        connection.Database.RunCommandAsync<BsonDocument>(command, cancellationToken: cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(1503, LogLevel.Information, "{Collection}: indexes {Indexes} were made in MongoDB")]
        public static partial void Created(ILogger logger, string collection, string indexes);

        [LoggerMessage(1905, LogLevel.Warning, "{Collection}: index {Index} of an older version was dropped in MongoDB; the new one leaves out what is held and what has a retention class")]
        public static partial void OlderExpiryDropped(ILogger logger, string collection, string index);

        [LoggerMessage(1504, LogLevel.Warning, "{Collection}: documents expired after {Before} s and expire after {Now} s from now on, as MongoDB:Retention says")]
        public static partial void RetentionChanged(ILogger logger, string collection, long before, long now);
    }
}

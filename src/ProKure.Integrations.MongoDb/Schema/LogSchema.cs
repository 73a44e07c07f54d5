using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ProKure.Integrations.MongoDb.Schema;

/// <summary>
/// Brings the database to the definitions of this version, once a process and before its first use; while MongoDB is away, each use tries again. What others have added
/// is left alone.
/// </summary>
public sealed partial class LogSchema(MongoDbConnection connection, ILogger<LogSchema> logger) : IDisposable
{
    internal const string Logs = "integration_logs";

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private volatile bool _isApplied;

    /// <inheritdoc/>
    public void Dispose() => _oneAtATime.Dispose();

    /// <summary>Applies the definitions unless that was done, or is not wanted.</summary>
    /// <exception cref="MongoDbStoreException">Something stands in the way that only a person can judge.</exception>
    internal async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (_isApplied || !connection.Options.ApplySchema)
            return;
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            if (!_isApplied)
                await ApplyAsync(cancellationToken);
            _isApplied = true;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task ApplyAsync(CancellationToken cancellationToken)
    {
        var definitions = SchemaDefinitions.OfThisVersion;
        using var cursor = await connection.Database.ListCollectionsAsync(cancellationToken: cancellationToken);
        var existing = (await cursor.ToListAsync(cancellationToken)).ToDictionary(found => found["name"].AsString, StringComparer.Ordinal);
        foreach (var collection in definitions.Collections)
        {
            await ApplyAsync(collection, Existing(existing, collection.Name, "collection"), cancellationToken);
            await new CollectionIndexes(connection, collection.Name, logger).ApplyAsync(collection.Indexes, cancellationToken);
        }

        foreach (var view in definitions.Views)
            await ApplyAsync(view, Existing(existing, view.Name, "view"), cancellationToken);
    }

    private async Task ApplyAsync(CollectionDefinition definition, BsonDocument? existing, CancellationToken cancellationToken)
    {
        if (existing is null)
        {
            var create = new BsonDocument("create", definition.Name);
            if (definition.Validator is { } validator)
                create.Add("validator", validator);
            await CreateAsync(create, definition.Name, cancellationToken);
        }
        else if (definition.Validator is { } validator && Option(existing, "validator") != validator)
        {
            await RunAsync(new BsonDocument { { "collMod", definition.Name }, { "validator", validator } }, cancellationToken);
            Log.Changed(logger, definition.Name, "validator");
        }
    }

    private async Task ApplyAsync(ViewDefinition definition, BsonDocument? existing, CancellationToken cancellationToken)
    {
        if (existing is null)
        {
            var create = new BsonDocument { { "create", definition.Name }, { "viewOn", definition.ViewOn }, { "pipeline", definition.Pipeline } };
            await CreateAsync(create, definition.Name, cancellationToken);
        }
        else if (Option(existing, "viewOn") != definition.ViewOn || Option(existing, "pipeline") != definition.Pipeline)
        {
            var change = new BsonDocument { { "collMod", definition.Name }, { "viewOn", definition.ViewOn }, { "pipeline", definition.Pipeline } };
            await RunAsync(change, cancellationToken);
            Log.Changed(logger, definition.Name, "view");
        }
    }

    private BsonDocument? Existing(Dictionary<string, BsonDocument> existing, string name, string type)
    {
        if (!existing.TryGetValue(name, out var found))
            return null;
        var foundType = found.GetValue("type", "collection").AsString;
        return foundType == type
            ? found
            : throw new MongoDbStoreException($"'{name}' at {connection.Place} is a {foundType}, expected a {type}. Rename or drop what is there.");
    }

    private async Task CreateAsync(BsonDocument create, string name, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(create, cancellationToken);
            Log.Created(logger, name);
        }
        catch (MongoCommandException fault) when (fault.Code == StoreFault.NamespaceExists)
        {
            // Another hub that starts now was quicker.
        }
    }

    private static BsonValue Option(BsonDocument existing, string name) =>
        existing.GetValue("options", new BsonDocument()).AsBsonDocument.GetValue(name, BsonNull.Value);

    private Task<BsonDocument> RunAsync(BsonDocument command, CancellationToken cancellationToken) =>
        connection.Database.RunCommandAsync<BsonDocument>(command, cancellationToken: cancellationToken);

    private static partial class Log
    {
        [LoggerMessage(1501, LogLevel.Information, "{Name} was made in MongoDB")]
        public static partial void Created(ILogger logger, string name);

        [LoggerMessage(1502, LogLevel.Information, "{Name}: the {What} in MongoDB was brought to this version")]
        public static partial void Changed(ILogger logger, string name, string what);
    }
}

using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace ProKure.Integrations.MongoDb.Schema;

/// <summary>
/// Brings the database to the definitions of this version, once a process and before its first use; while MongoDB is away, each use tries again. What others have added
/// is left alone.
/// </summary>
public sealed partial class LogSchema(MongoDbConnection connection, TimeProvider time, ILogger<LogSchema> logger) : IDisposable
{
    internal const string Logs = "integration_logs";

    private static readonly TimeSpan BetweenBuilds = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly CancellationTokenSource _closed = new();
    private volatile bool _isApplied;

    /// <inheritdoc/>
    public void Dispose()
    {
        _closed.Cancel();
        _closed.Dispose();
        _oneAtATime.Dispose();
    }

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
            await ApplyAsync(new CollectionIndexes(connection, collection.Name, logger), collection.Indexes, cancellationToken);
        }

        foreach (var view in definitions.Views)
            await ApplyAsync(view, Existing(existing, view.Name, "view"), cancellationToken);
    }

    // An index of a large log takes minutes to hours, and no call's record waits for it: none is needed for it to be right.
    private async Task ApplyAsync(CollectionIndexes indexes, IReadOnlyList<IndexDefinition> definitions, CancellationToken cancellationToken)
    {
        var missing = await indexes.FindMissingAsync(definitions, cancellationToken);
        if (missing.Count == 0)
            return;
        if (await indexes.HoldsManyAsync(cancellationToken))
            _ = CreateBesideAsync(indexes, missing, _closed.Token);
        else
            await indexes.CreateAsync(missing, cancellationToken);
    }

    // The server goes on with a build whose client is gone; who asks for the same again waits for it.
    private async Task CreateBesideAsync(CollectionIndexes indexes, IReadOnlyList<IndexDefinition> missing, CancellationToken closed)
    {
        var names = string.Join(", ", missing.Select(index => index.Name));
        Log.BuildBegins(logger, indexes.Name, names);
        var isSaid = false;
        while (!closed.IsCancellationRequested)
        {
            try
            {
                await indexes.CreateAsync(missing, closed);
                return;
            }
            catch (Exception) when (closed.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // Whatever keeps it from being made: the log works without, more slowly, and the next attempt may do.
                if (!isSaid && StoreFault.Unavailable(fault, connection.Place) is null)
                {
                    Log.BuildFailed(logger, indexes.Name, names, fault);
                    isSaid = true;
                }
            }

            await Task.Delay(BetweenBuilds, time, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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

        [LoggerMessage(2501, LogLevel.Warning, "{Collection}: indexes {Indexes} are being made in MongoDB beside the calls; until they are there, searches take longer, and documents may be kept longer")]
        public static partial void BuildBegins(ILogger logger, string collection, string indexes);

        [LoggerMessage(2502, LogLevel.Error, "{Collection}: indexes {Indexes} cannot be made in MongoDB; it is tried again every 30 s")]
        public static partial void BuildFailed(ILogger logger, string collection, string indexes, Exception fault);

        [LoggerMessage(1502, LogLevel.Information, "{Name}: the {What} in MongoDB was brought to this version")]
        public static partial void Changed(ILogger logger, string name, string what);
    }
}

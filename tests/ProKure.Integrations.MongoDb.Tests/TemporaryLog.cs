using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.MongoDb.Logging;
using ProKure.Integrations.MongoDb.Schema;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.MongoDb.Tests;

/// <summary>A log store on a database of its own, dropped with it.</summary>
internal sealed class TemporaryLog : IAsyncDisposable
{
    private readonly MongoDbConnection _connection;
    private readonly LogSchema _schema;

    private TemporaryLog(MongoDbLogStoreOptions options, ILogger<LogSchema> logger)
    {
        Options = options;
        _connection = new MongoDbConnection(Microsoft.Extensions.Options.Options.Create(options));
        _schema = new LogSchema(_connection, TimeProvider.System, logger);
        Store = new MongoDbIntegrationLogStore(_connection, _schema, TimeProvider.System);
    }

    public MongoDbLogStoreOptions Options { get; }

    public MongoDbIntegrationLogStore Store { get; }

    public MongoDbConnection Connection => _connection;

    public LogSchema Schema => _schema;

    public IMongoDatabase Database => _connection.Database;

    public IMongoCollection<BsonDocument> Logs => Database.GetCollection<BsonDocument>(LogSchema.Logs);

    public IMongoCollection<BsonDocument> Quarantine => Database.GetCollection<BsonDocument>(MongoDb.Logging.Quarantine.Name);

    /// <summary>On the server that all tests share.</summary>
    public static async Task<TemporaryLog> OpenAsync(Action<MongoDbLogStoreOptions>? configure = null)
    {
        var mongo = await TestMongo.GetAsync();
        return Open(mongo.ConnectionString, await mongo.CreateDatabaseAsync(), configure);
    }

    public static TemporaryLog Open(
        string connectionString, string database, Action<MongoDbLogStoreOptions>? configure = null, ILogger<LogSchema>? logger = null)
    {
        // The documents of the contracts were made long ago: with the usual retention they would expire while they are tested.
        var options = new MongoDbLogStoreOptions { ConnectionString = connectionString, Database = database, Retention = TimeSpan.FromDays(20_000) };
        configure?.Invoke(options);
        return new TemporaryLog(options, logger ?? NullLogger<LogSchema>.Instance);
    }

    /// <summary>Another hub on the same database; it is dropped with the first.</summary>
    public TemporaryLog Again(Action<MongoDbLogStoreOptions>? configure = null) => Open(Options.ConnectionString, Options.Database!, configure);

    /// <summary>Applies the schema, as the first use does.</summary>
    public Task ApplySchemaAsync() => _schema.EnsureAsync(TestContext.Current.CancellationToken);

    /// <summary>Closes the connections and leaves the database.</summary>
    public void Close()
    {
        _schema.Dispose();
        _connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.Client.DropDatabaseAsync(Options.Database, CancellationToken.None);
        Close();
    }
}

using Microsoft.Data.Sqlite;
using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Hub.Tests.Canary;

/// <summary>The stores that a hub runs on, opened from the outside.</summary>
internal abstract class CanaryStores : IAsyncDisposable
{
    public abstract string[] Settings(string folder);

    /// <summary>Everything that stands in them.</summary>
    public abstract Task CollectAsync(string folder, Evidence evidence);

    /// <summary>Puts a text where the search has to find it, in clear and hidden.</summary>
    public abstract Task PlantAsync(string folder, byte[] text);

    public abstract ValueTask DisposeAsync();
}

/// <summary>SQLite files.</summary>
internal sealed class EmbeddedStores : CanaryStores
{
    private const string LogTables = "log.";

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public override string[] Settings(string folder) => [];

    public override Task CollectAsync(string folder, Evidence evidence)
    {
        var tables = SqliteDump.Of(folder).ToLookup(piece => piece.Where.StartsWith(LogTables, StringComparison.Ordinal));
        evidence.Add(Places.Log, tables[true]);
        evidence.Add(Places.Database, tables[false]);
        return Task.CompletedTask;
    }

    public override async Task PlantAsync(string folder, byte[] text)
    {
        foreach (var name in new[] { "log", "configuration" })
        {
            await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, $"{name}.db"), Pooling = false, DefaultTimeout = 30 }.ConnectionString);
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE planted (hidden BLOB); INSERT INTO planted VALUES (@text)";
            command.Parameters.AddWithValue("@text", text);
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
    }
}

/// <summary>The log in MongoDB, all else in PostgreSQL.</summary>
internal sealed class HybridStores : CanaryStores
{
    private readonly TestMongo _mongo;
    private readonly TestDatabase _postgres;
    private readonly MongoClient _client;
    private readonly string _name;

    private HybridStores(TestMongo mongo, TestDatabase postgres, string name) =>
        (_mongo, _postgres, _client, _name) = (mongo, postgres, new MongoClient(mongo.ConnectionString), name);

    public static async Task<HybridStores> OpenAsync()
    {
        var mongo = await TestMongo.GetAsync();
        return new HybridStores(mongo, await (await TestPostgres.GetAsync()).CreateDatabaseAsync(), await mongo.CreateDatabaseAsync());
    }

    public override string[] Settings(string folder) =>
    [
        $"--ConnectionStrings:MongoDb={_mongo.ConnectionString}", $"--MongoDb:Database={_name}", $"--ConnectionStrings:Postgres={_postgres.ConnectionString}",
        $"--MasterKeys:File={Path.Combine(folder, "master.key")}", "--MasterKeys:CreateFile=true",
    ];

    public override async Task CollectAsync(string folder, Evidence evidence)
    {
        evidence.Add(Places.Log, await MongoDump.OfAsync(_client.GetDatabase(_name)));
        evidence.Add(Places.Database, await PostgresDump.OfAsync(_postgres));
    }

    public override async Task PlantAsync(string folder, byte[] text)
    {
        await _client.GetDatabase(_name).GetCollection<BsonDocument>("planted").InsertOneAsync(new BsonDocument("hidden", new BsonBinaryData(text)), cancellationToken: TestContext.Current.CancellationToken);
        await _postgres.ExecuteAsync($"CREATE TABLE planted (hidden bytea); INSERT INTO planted VALUES (decode('{Convert.ToHexString(text)}', 'hex'))");
    }

    public override async ValueTask DisposeAsync()
    {
        await _client.DropDatabaseAsync(_name, CancellationToken.None);
        _client.Dispose();
        await _postgres.DisposeAsync();
    }
}

using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations;
using ProKure.Integrations.MongoDb;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Postgres;
using ProKure.Integrations.Sqlite;
using ProKure.TestKit.Servers;

namespace ProKure.EndToEnd.Upkeep;

/// <summary>The stores of a hub that is killed and started again. While it is dead, they are read and written with the code that it uses.</summary>
internal sealed class KilledHubStores : IAsyncDisposable
{
    // Who takes over does not wait for the lease of an operator's hub.
    private static readonly string[] Impatience = [.. HubProcess.PatientWithStores, "--Fleet:LeaderLease=00:00:02", "--Fleet:BeatInterval=00:00:00.300"];

    private readonly TemporaryFolder _data = new();
    private readonly TestMongo? _mongo;
    private readonly string? _mongoDatabase;
    private readonly TestDatabase? _postgres;

    private KilledHubStores(TestMongo? mongo, string? mongoDatabase, TestDatabase? postgres) => (_mongo, _mongoDatabase, _postgres) = (mongo, mongoDatabase, postgres);

    public string Folder => _data.FullName;

    /// <summary>Where long bodies are.</summary>
    public string Bodies => Path.Combine(Folder, "objects", "bodies");

    /// <summary>What makes a hub use these stores.</summary>
    public string[] Settings => _postgres is null || _mongo is null
        ? Impatience
        : [
            .. Impatience, $"--ConnectionStrings:Postgres={_postgres.ConnectionString}", $"--ConnectionStrings:MongoDb={_mongo.ConnectionString}",
            $"--MongoDb:Database={_mongoDatabase}",
        ];

    public static KilledHubStores Embedded() => new(null, null, null);

    public static async Task<KilledHubStores> OnServersAsync()
    {
        var mongo = await TestMongo.GetAsync();
        var database = await mongo.CreateDatabaseAsync();
        return new KilledHubStores(mongo, database, await (await TestPostgres.GetAsync()).CreateDatabaseAsync());
    }

    /// <summary>Opens them from beside; the embedded ones only while no hub runs.</summary>
    public ServiceProvider Open()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddIntegrationCore();
        if (_mongo is not null)
            services.AddMongoDbLogStore(options => (options.ConnectionString, options.Database) = (_mongo.ConnectionString, _mongoDatabase!));
        if (_postgres is not null)
            services.AddPostgresStores(options => options.ConnectionString = _postgres.ConnectionString);
        services.AddSqliteStores(options => options.DataDirectory = Folder);
        services.Configure<ObjectOptions>(options => options.Folder = Path.Combine(Folder, "objects"));
        return services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
            await _postgres.DisposeAsync();
        _data.Dispose();
    }
}

using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Postgres.Tests;

/// <summary>A database of its own with the hub's schema, dropped at the end.</summary>
internal sealed class TemporaryStores : IAsyncDisposable
{
    private TemporaryStores(TestDatabase database)
    {
        Database = database;
        Stores = Open(database.ConnectionString);
    }

    public TestDatabase Database { get; }

    public PostgresDatabase Stores { get; private set; }

    public static async Task<TemporaryStores> CreateAsync() => new(await (await TestPostgres.GetAsync()).CreateDatabaseAsync());

    public static PostgresDatabase Open(string connectionString) =>
        new(Microsoft.Extensions.Options.Options.Create(new PostgresStoreOptions { ConnectionString = connectionString }));

    /// <summary>Closes the connections and opens them again, as a restart does.</summary>
    public PostgresDatabase Reopen()
    {
        Stores.Dispose();
        return Stores = Open(Database.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await Stores.DisposeAsync();
        await Database.DisposeAsync();
    }
}

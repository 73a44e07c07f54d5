using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Postgres.Tests;

/// <summary>A database of its own with the hub's schema, dropped at the end.</summary>
internal sealed class TemporaryStores : IAsyncDisposable
{
    private PostgresDatabase? _stores;

    private TemporaryStores(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public PostgresDatabase Stores => _stores ??= Open(Database.ConnectionString);

    public static async Task<TemporaryStores> CreateAsync() => new(await (await TestPostgres.GetAsync()).CreateDatabaseAsync());

    public static PostgresDatabase Open(string connectionString) =>
        new(Microsoft.Extensions.Options.Options.Create(new PostgresStoreOptions { ConnectionString = connectionString }));

    /// <summary>Closes the connections and opens them again, as a restart does.</summary>
    public PostgresDatabase Reopen()
    {
        _stores?.Dispose();
        _stores = null;
        return Stores;
    }

    public async ValueTask DisposeAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
        await Database.DisposeAsync();
    }
}

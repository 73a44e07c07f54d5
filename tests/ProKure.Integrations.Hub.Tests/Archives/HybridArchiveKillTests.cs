using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.TestKit.Archives;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.Hub.Tests.Archives;

/// <summary>The archive killed at each step, with the log on MongoDB and its rows on PostgreSQL.</summary>
public sealed class HybridArchiveKillTests : ArchiveKillContract
{
    private TestDatabase? _database;
    private HubServer? _hub;

    protected override async ValueTask<ArchiveStores> OpenAsync()
    {
        var mongo = await TestMongo.GetAsync();
        _database = await (await TestPostgres.GetAsync()).CreateDatabaseAsync();
        _hub = await HubServer.StartAsync(
            $"--ConnectionStrings:Postgres={_database.ConnectionString}", $"--ConnectionStrings:MongoDb={mongo.ConnectionString}", $"--MongoDb:Database={await mongo.CreateDatabaseAsync()}");
        var services = _hub.Services;
        return new ArchiveStores(
            services.GetRequiredService<IIntegrationLogStore>(), services.GetRequiredService<IArchivedLog>(), services.GetRequiredService<IArchiveFiles>(),
            services.GetRequiredService<IArchiveTombstones>(), services.GetRequiredService<IObjectStore>());
    }

    protected override async ValueTask CloseAsync()
    {
        if (_hub is not null)
            await _hub.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}

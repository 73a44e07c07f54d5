using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Postgres.Analytics;
using ProKure.Integrations.Postgres.Schema;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Postgres.Tests;

public sealed class PostgresStoreRegistrationTests
{
    [Fact]
    public async Task AddPostgresStores_GivesAllItsStores_ForHubsThatStartAtOnce()
    {
        await using var stores = await TemporaryStores.CreateAsync();
        var hubs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Build(stores.Database.ConnectionString), TestContext.Current.CancellationToken)));

        foreach (var hub in hubs)
            await hub.DisposeAsync();

        Assert.Equal(Migration.All().Select(migration => migration.Version), await stores.Database.ReadAsync<int>("SELECT version FROM schema_migration ORDER BY version"));

        static ServiceProvider Build(string connectionString)
        {
            var provider = Services.New().AddPostgresStores(options => options.ConnectionString = connectionString).BuildServiceProvider();
            Assert.NotNull(provider.GetRequiredService<IConfigurationStore>());
            Assert.NotNull(provider.GetRequiredService<IDeliveryQueue>());
            Assert.NotNull(provider.GetRequiredService<ISummaryStore>());
            Assert.NotNull(provider.GetRequiredService<IFleetStore>());
            return provider;
        }
    }

    [Fact]
    public async Task AddPostgresStores_LeavesWhatTheHostRegistered()
    {
        await using var stores = await TemporaryStores.CreateAsync();
        var own = new PostgresSummaryStore(stores.Stores);

        await using var provider = Services.New().AddSingleton<ISummaryStore>(own).AddPostgresStores(_ => { }).BuildServiceProvider();

        Assert.Same(own, provider.GetRequiredService<ISummaryStore>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("postgres://hub:s3cret@db/prokure")]
    public void ConnectionStringThatCannotBeRead_IsASettingAtFault(string connectionString)
    {
        using var provider = Services.New().AddPostgresStores(options => options.ConnectionString = connectionString).BuildServiceProvider();

        var fault = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<PostgresStoreOptions>>().Value);

        Assert.Contains("connection string", fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("s3cret", fault.Message, StringComparison.Ordinal);
    }
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Logging;

namespace ProKure.Integrations.Sqlite.Tests;

public sealed class SqliteStoreRegistrationTests : IDisposable
{
    private readonly TemporaryStores _stores = new();

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task AddSqliteStores_GivesAllStoresOnOneDirectory()
    {
        await using var provider = Build();

        Assert.NotNull(provider.GetRequiredService<IConfigurationStore>());
        Assert.NotNull(provider.GetRequiredService<IDeliveryQueue>());
        Assert.NotNull(provider.GetRequiredService<IFleetStore>());
        Assert.NotNull(provider.GetRequiredService<ISummaryStore>());
        Assert.NotNull(provider.GetRequiredService<IIntegrationLogStore>());
        Assert.Equal(
            "configuration.db hub.lock hub.pid log.db summary.db",
            string.Join(' ', Directory.GetFiles(_stores.Options.DataDirectory).Select(Path.GetFileName).Where(IsNoSideFile).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task AddSqliteStores_TwiceOnOneDirectory_RefusesTheSecondUntilTheFirstIsGone()
    {
        await using (var first = Build())
        {
            first.GetRequiredService<IIntegrationLogStore>();
            await using var second = Build();

            var fault = Assert.Throws<SqliteStoreException>(second.GetRequiredService<IIntegrationLogStore>);
            Assert.Contains("in use by another process", fault.Message, StringComparison.Ordinal);
        }

        await using var third = Build();
        Assert.NotNull(third.GetRequiredService<IIntegrationLogStore>());
    }

    [Fact]
    public async Task AddSqliteStores_LeavesWhatTheHostRegistered()
    {
        var own = new SqliteIntegrationLogStore(_stores.Databases);

        await using var provider = new ServiceCollection().AddSingleton<IIntegrationLogStore>(own).AddSqliteStores(_ => { }).BuildServiceProvider();

        Assert.Same(own, provider.GetRequiredService<IIntegrationLogStore>());
    }

    [Fact]
    public void Options_HaveSafeDefaults()
    {
        var options = new SqliteStoreOptions();

        Assert.Equal(
            ("data", SqliteSynchronous.Full, TimeSpan.FromSeconds(5), 8, 64, 32),
            (options.DataDirectory, options.Synchronous, options.BusyTimeout, options.MaxReaders, options.CacheMegabytes, options.WriteAheadMegabytes));
    }

    [Fact]
    public void Options_OutOfRange_AreAllNamed()
    {
        var services = new ServiceCollection().AddSqliteStores(options =>
        {
            options.DataDirectory = "";
            options.Synchronous = (SqliteSynchronous)9;
            options.BusyTimeout = TimeSpan.FromHours(1);
            options.MaxReaders = 0;
            options.CacheMegabytes = 0;
            options.WriteAheadMegabytes = 5_000;
        });
        using var provider = services.BuildServiceProvider();

        var fault = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IOptions<SqliteStoreOptions>>().Value);

        foreach (var name in new[] { "DataDirectory", "Synchronous", "BusyTimeout", "MaxReaders", "CacheMegabytes", "WriteAheadMegabytes" })
            Assert.Contains(fault.Failures, failure => failure.Contains(name, StringComparison.Ordinal));
    }

    private static bool IsNoSideFile(string? name) =>
        name?.EndsWith("-wal", StringComparison.Ordinal) == false && !name.EndsWith("-shm", StringComparison.Ordinal);

    private ServiceProvider Build() =>
        new ServiceCollection().AddSqliteStores(options => options.DataDirectory = _stores.Options.DataDirectory).BuildServiceProvider();
}

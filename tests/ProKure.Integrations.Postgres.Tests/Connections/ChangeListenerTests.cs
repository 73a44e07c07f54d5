using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Configuration;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Postgres.Tests.Connections;

/// <summary>Two hubs on one database, each with its own registration. Nothing polls here, so what arrives was told.</summary>
public sealed class ChangeListenerTests : IAsyncLifetime
{
    private const string Listeners = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'prokure-hub listener' AND state = 'idle'";
    private TemporaryStores _stores = null!;
    private ServiceProvider _here = null!;
    private ServiceProvider _elsewhere = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        (_here, _elsewhere) = (Build(), Build());
        foreach (var service in _here.GetServices<IHostedService>())
            await service.StartAsync(Cancel);
        await UntilListeningAsync(except: null);
    }

    public async ValueTask DisposeAsync()
    {
        if (_here is not null)
        {
            foreach (var service in _here.GetServices<IHostedService>())
                await service.StopAsync(CancellationToken.None);
            await _here.DisposeAsync();
            await _elsewhere.DisposeAsync();
        }

        if (_stores is not null)
            await _stores.DisposeAsync();
    }

    [Fact]
    public async Task ConfigurationSavedElsewhere_IsHeard()
    {
        await DrainAsync();

        await SaveElsewhereAsync("First");

        await _here.GetRequiredService<ConfigurationSignal>().WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, Cancel);
    }

    [Fact]
    public async Task DeliveryQueuedElsewhere_IsHeard()
    {
        await DrainAsync();

        await _elsewhere.GetRequiredService<IDeliveryQueue>().EnqueueAsync(Deliveries.Queued(TimeProvider.System.GetUtcNow()), Cancel);

        await _here.GetRequiredService<DeliverySignal>().WaitAsync(Timeout.InfiniteTimeSpan, Cancel);
    }

    [Fact]
    public async Task KilledConnection_IsReplaced_AndWhatWasToldMeanwhileIsLookedFor()
    {
        await DrainAsync();
        var killed = (await _stores.Database.ReadAsync<int>(Listeners)).Single();

        await _stores.Database.ExecuteAsync($"SELECT pg_terminate_backend({killed})");

        // Connected again, it wakes both, whatever it missed.
        await _here.GetRequiredService<ConfigurationSignal>().WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, Cancel);
        await _here.GetRequiredService<DeliverySignal>().WaitAsync(Timeout.InfiniteTimeSpan, Cancel);
        await UntilListeningAsync(except: killed);
        await SaveElsewhereAsync("Second");
        await _here.GetRequiredService<ConfigurationSignal>().WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, Cancel);
    }

    private ServiceProvider Build() => Services.New()
        .AddPostgresStores(options => options.ConnectionString = _stores.Database.ConnectionString).BuildServiceProvider();

    private async Task SaveElsewhereAsync(string name) => await _elsewhere.GetRequiredService<IConfigurationStore>()
        .SaveAsync([new ConfigurationChange(Configurations.Organization() with { Name = name })], "tester", Cancel);

    // Whoever begins to listen wakes both at once.
    private async Task DrainAsync()
    {
        await _here.GetRequiredService<ConfigurationSignal>().WaitAsync(Timeout.InfiniteTimeSpan, TimeProvider.System, Cancel);
        await _here.GetRequiredService<DeliverySignal>().WaitAsync(Timeout.InfiniteTimeSpan, Cancel);
    }

    private async Task UntilListeningAsync(int? except)
    {
        while (!(await _stores.Database.ReadAsync<int>(Listeners)).Exists(pid => pid != except))
            await Task.Delay(20, Cancel);
    }
}

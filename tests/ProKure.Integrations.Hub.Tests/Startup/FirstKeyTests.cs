using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Startup;
using ProKure.Integrations.Hub.Tests.Hosting;

namespace ProKure.Integrations.Hub.Tests.Startup;

public sealed class FirstKeyTests
{
    [Fact]
    public async Task Create_WhereAnotherHubWasFaster_TakesItsOwnKeyBack()
    {
        using var data = new TemporaryDirectory();
        await using var faster = await HubServer.StartAsync();
        var store = faster.Services.GetRequiredService<IConfigurationStore>();
        var file = Path.Combine(data.Path, "first-key");

        // Read before the other hub had made its key.
        using var snapshots = new ConfigurationSnapshots(store, new ConfigurationSignal(), TimeProvider.System, NullLogger<ConfigurationSnapshots>.Instance);
        await new FirstKey(store, snapshots, Options.Create(new HubOptions { FirstKeyFile = file }), NullLogger<FirstKey>.Instance)
            .CreateIfNoneAsync(TestContext.Current.CancellationToken);

        Assert.False(File.Exists(file));
        Assert.Equal(200, (await faster.Admin.GetAsync("/api/v1/systems")).Status);
    }
}

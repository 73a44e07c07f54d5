using ProKure.Integrations.Hub.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SapHubFixture))]

namespace ProKure.Integrations.Hub.Tests.Hosting;

/// <summary>One hub with a simulated SAP for all tests that do not need one of their own. Tests add what they need under names of their own.</summary>
public sealed class SapHubFixture : IAsyncLifetime
{
    private SapHub? _started;

    internal HubServer Hub => _started!.Hub;

    internal Samples.Sap.SimulatedSap Sap => _started!.Sap;

    public async ValueTask InitializeAsync() => _started = await SapHub.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_started is not null)
            await _started.DisposeAsync();
    }
}

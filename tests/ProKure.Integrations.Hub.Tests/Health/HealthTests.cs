using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Tests.Health;

public sealed class HealthTests(SapHubFixture sap)
{
    [Fact]
    public async Task Live_AndReady_NeedNoKeyAndNameTheirParts()
    {
        using var nobody = sap.Hub.ClientWith(null);

        Assert.Equal("UP", (string?)(await nobody.GetAsync("/health/live")).AssertStatus(200)["status"]);
        var ready = (await nobody.GetAsync("/health/ready")).AssertStatus(200);
        Assert.Equal("UP", (string?)ready["status"]);
        foreach (var part in new[] { "configuration_store", "log_store", "summary_store", "configuration", "log_writer", "summary_writer", "reconciliation" })
            Assert.Equal("UP", (string?)ready["parts"]![part]!["status"]);
    }

    [Fact]
    public async Task Ready_StoreAway_Is503AndNamesIt_WithoutInternals()
    {
        await using var hub = await HubServer.StartAsync(new HubServerOptions
        {
            Customize = services => services.AddSingleton<IIntegrationLogStore, AwayLogStore>(),
        });

        var ready = (await hub.Admin.GetAsync("/health/ready")).AssertStatus(503);
        Assert.Equal(("DOWN", "DOWN", "UP"), ((string?)ready["status"], (string?)ready["parts"]!["log_store"]!["status"], (string?)ready["parts"]!["configuration_store"]!["status"]));
        Assert.DoesNotContain(AwayLogStore.Secret, ready.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Api_StoreAway_SaysWhenToComeAgain()
    {
        await using var hub = await SapHub.StartAsync(new HubServerOptions
        {
            Customize = services => services.AddSingleton<IIntegrationLogStore, AwayLogStore>(),
        });

        var read = await hub.Hub.Admin.GetAsync("/api/v1/logs/01933f3c-8a10-7c55-b5e5-3f3c8a107c55");
        read.AssertProblem(503, "store-unavailable");
        Assert.NotNull(read.Header("Retry-After"));
        Assert.DoesNotContain(AwayLogStore.Secret, read.Text, StringComparison.Ordinal);

        // Nothing is sent that could not be recorded.
        var invoke = await hub.Hub.Admin.InvokeAsync("CREATE_PO", SapHub.Order());
        var problem = invoke.AssertProblem(503, "log-unavailable");
        Assert.NotNull(invoke.Header("Retry-After"));
        Assert.Equal("LOG_BEHIND", (string?)Assert.Single(problem["warnings"]!.AsArray())!["code"]);
        Assert.Equal(0, hub.Sap.PurchaseOrders.Counts.Created);
    }

    private sealed class AwayLogStore : IIntegrationLogStore
    {
        public const string Secret = "/internal/path/of/the/store";

        public Task<IReadOnlyList<LogWriteRefusal>> WriteAsync(IReadOnlyList<LogWrite> writes, CancellationToken cancellationToken) =>
            throw new LogStoreUnavailableException("The log store is away.", new IOException(Secret));

        public Task<LogDocument?> FindAsync(Guid requestId, CancellationToken cancellationToken) =>
            throw new LogStoreUnavailableException("The log store is away.", new IOException(Secret));

        public Task<Page<LogEntry>> SearchAsync(LogQuery query, CancellationToken cancellationToken) => throw new LogStoreUnavailableException(Secret);

        public Task<IReadOnlyList<LogDocument>> TraceAsync(string correlationId, CancellationToken cancellationToken) => throw new LogStoreUnavailableException(Secret);

        public Task<IReadOnlyList<LogEntry>> MarkLostAsync(
            IReadOnlyCollection<string> liveInstances, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<LogEntry>>([]);
    }
}

using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite;
using ProKure.Integrations.Sqlite.Logging;

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
        foreach (var part in new[] { "configuration_store", "log_store", "summary_store", "configuration", "log_writer", "summary_writer", "spool", "payloads", "reconciliation" })
            Assert.Equal("UP", (string?)ready["parts"]![part]!["status"]);
    }

    [Fact]
    public async Task Ready_LogStoreAway_IsDegradedAndNamesIt_WithoutInternals()
    {
        var log = new LogStoreSwitch();
        await using var hub = await SapHub.StartAsync(log.Options);
        (await hub.Hub.Admin.InvokeAsync("CREATE_PO", SapHub.Order(reference: "PO-BEFORE"))).AssertStatus(200);
        log.IsAway = true;
        (await hub.Hub.Admin.InvokeAsync("CREATE_PO", SapHub.Order(reference: "PO-AWAY"))).AssertStatus(200);

        JsonNode ready = null!;
        await Wait.UntilAsync(async () =>
        {
            ready = (await hub.Hub.Admin.GetAsync("/health/ready")).AssertStatus(200);
            return (string?)ready["parts"]!["log_store"]!["status"] == "DOWN";
        });

        Assert.Equal("DEGRADED", (string?)ready["status"]);
        Assert.Equal(("DEGRADED", "DEGRADED", "UP"), (Status(ready, "log_writer"), Status(ready, "spool"), Status(ready, "configuration_store")));
        Assert.Matches("^2 log writes and 0 summaries wait for their store, [1-9][0-9]* bytes, the oldest since [0-9]+ s\\.$", (string)ready["parts"]!["spool"]!["message"]!);
        Assert.DoesNotContain(LogStoreSwitch.Secret, ready.ToJsonString(), StringComparison.Ordinal);

        log.IsAway = false;
        await Wait.UntilAsync(async () => (string?)(await hub.Hub.Admin.GetAsync("/health/ready")).AssertStatus(200)["status"] == "UP");
    }

    [Fact]
    public async Task Ready_NeitherLogStoreNorSpool_Is503()
    {
        var log = new LogStoreSwitch { IsAway = true };
        using var folder = new TemporaryDirectory();
        var inTheWay = System.IO.Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(inTheWay, "", TestContext.Current.CancellationToken);
        await using var hub = await SapHub.StartAsync(log.Options with { Settings = [$"--Hub:SpoolDirectory={inTheWay}"] });

        var invoke = await hub.Hub.Admin.InvokeAsync("CREATE_PO", SapHub.Order());

        // Nothing is sent that could not be recorded.
        var problem = invoke.AssertProblem(503, "log-unavailable");
        Assert.NotNull(invoke.Header("Retry-After"));
        Assert.Equal("LOG_BEHIND", (string?)Assert.Single(problem["warnings"]!.AsArray())!["code"]);
        Assert.DoesNotContain(LogStoreSwitch.Secret, invoke.Text, StringComparison.Ordinal);
        Assert.Equal(0, hub.Sap.PurchaseOrders.Counts.Created);
        await Wait.UntilAsync(async () => (await hub.Hub.Admin.GetAsync("/health/ready")).Status == 503);
        var ready = (await hub.Hub.Admin.GetAsync("/health/ready")).Json;
        Assert.Equal(("DOWN", "DOWN", "DOWN", "DEGRADED"), ((string?)ready["status"], Status(ready, "log_store"), Status(ready, "spool"), Status(ready, "log_writer")));
    }

    [Fact]
    public async Task Invoke_LogStoreAway_GoesOn_AndItsRecordCanBeReadOnceTheStoreIsBack()
    {
        var log = new LogStoreSwitch();
        await using var hub = await SapHub.StartAsync(log.Options);
        log.IsAway = true;

        var invoke = (await hub.Hub.Admin.InvokeAsync("CREATE_PO", SapHub.Order())).AssertStatus(200);

        Assert.Empty(invoke["warnings"]!.AsArray());
        var path = $"/api/v1/logs/{(string)invoke["request_id"]!}";
        var read = await hub.Hub.Admin.GetAsync(path);
        read.AssertProblem(503, "store-unavailable");
        Assert.NotNull(read.Header("Retry-After"));
        Assert.DoesNotContain(LogStoreSwitch.Secret, read.Text, StringComparison.Ordinal);

        log.IsAway = false;
        await Wait.UntilAsync(async () => (await hub.Hub.Admin.GetAsync(path)).Status == 200);
        var document = (await hub.Hub.Admin.GetAsync(path)).AssertStatus(200);
        Assert.Equal("SUCCESS", (string?)document["status"]);
        Assert.Equal(1, hub.Sap.PurchaseOrders.Counts.Created);
    }

    [Fact]
    public async Task Invoke_LogStoreAway_EndpointFailsClosed_SendsNothing()
    {
        var log = new LogStoreSwitch();
        await using var hub = await SapHub.StartAsync(log.Options);
        await hub.Hub.CreateEndpointAsync("CAREFUL", "/purchase-orders", endpoint => endpoint["fail_closed"] = true);
        Assert.True((bool)(await hub.Hub.Admin.GetAsync("/api/v1/systems/SAP/endpoints/CAREFUL")).AssertStatus(200)["fail_closed"]!);
        log.IsAway = true;
        var sent = hub.Sap.Requests.Counts.Total;

        var invoke = await hub.Hub.Admin.InvokeAsync("CAREFUL", SapHub.Order());

        var problem = invoke.AssertProblem(503, "log-unavailable");
        Assert.NotNull(invoke.Header("Retry-After"));
        Assert.Equal(sent, hub.Sap.Requests.Counts.Total);

        // Whatever is left to be read or drained by now: as long as the store has taken nothing since, it does not work.
        var ready = (await hub.Hub.Admin.GetAsync("/health/ready")).AssertStatus(200);
        Assert.Equal("DEGRADED", Status(ready, "log_writer"));

        // The refusal's own record waits in the spool.
        Assert.Empty(problem["warnings"]!.AsArray());
        log.IsAway = false;
        var path = $"/api/v1/logs/{(string)problem["request_id"]!}";
        await Wait.UntilAsync(async () => (await hub.Hub.Admin.GetAsync(path)).Status == 200);
        Assert.Equal("LOG_UNAVAILABLE", (string?)(await hub.Hub.Admin.GetAsync(path)).AssertStatus(200)["error"]!["type"]);
    }

    [Fact]
    public async Task Ready_OnlyACallThatFailsClosedMeetsASlowStore_SaysSo_ThoughNothingIsSpooled()
    {
        var log = new LogStoreSwitch();
        await using var hub = await SapHub.StartAsync(log.Options with { Settings = ["--LogWriter:StoreWait=00:00:00.25"] });
        await hub.Hub.CreateEndpointAsync("CAREFUL", "/purchase-orders", endpoint => (endpoint["fail_closed"], endpoint["request_transform"]) = (true, "CREATE_PO_REQUEST"));
        log.Hold();

        var invoke = hub.Hub.Admin.InvokeAsync("CAREFUL", SapHub.Order());
        JsonNode ready = null!;
        await Wait.UntilAsync(async () =>
        {
            ready = (await hub.Hub.Admin.GetAsync("/health/ready")).AssertStatus(200);
            return Status(ready, "log_writer") == "DEGRADED";
        });

        Assert.False(invoke.IsCompleted);
        Assert.Equal(("DEGRADED", "UP", "UP"), ((string?)ready["status"], Status(ready, "spool"), Status(ready, "log_store")));
        Assert.StartsWith("The log store did not take the last write, or not in time", (string?)ready["parts"]!["log_writer"]!["message"], StringComparison.Ordinal);

        log.LetGo();
        (await invoke).AssertStatus(200);
        await Wait.UntilAsync(async () => Status((await hub.Hub.Admin.GetAsync("/health/ready")).AssertStatus(200), "log_writer") == "UP");
    }

    private static string? Status(JsonNode ready, string part) => (string?)ready["parts"]![part]!["status"];

    /// <summary>The hub's own log store, which a test can send away.</summary>
    private sealed class LogStoreSwitch
    {
        public const string Secret = "/internal/path/of/the/store";

        public volatile bool IsAway;

        private volatile TaskCompletionSource? _held;

        public HubServerOptions Options => new()
        {
            Customize = services => services.AddSingleton<IIntegrationLogStore>(
                provider => new Store(this, new SqliteIntegrationLogStore(provider.GetRequiredService<SqliteDatabases>()))),
        };

        /// <summary>Writes wait from now on.</summary>
        public void Hold() => _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void LetGo() => _held!.SetResult();

        private T Check<T>(T store) => IsAway ? throw new LogStoreUnavailableException("The log store is away.", new IOException(Secret)) : store;

        private sealed class Store(LogStoreSwitch owner, IIntegrationLogStore store) : IIntegrationLogStore
        {
            public async Task<IReadOnlyList<LogWriteRefusal>> WriteAsync(IReadOnlyList<LogWrite> writes, CancellationToken cancellationToken)
            {
                if (owner._held is { } held)
                    await held.Task.WaitAsync(cancellationToken);
                return await owner.Check(store).WriteAsync(writes, cancellationToken);
            }

            public Task<LogDocument?> FindAsync(Guid requestId, CancellationToken cancellationToken) => owner.Check(store).FindAsync(requestId, cancellationToken);

            public Task<Page<LogEntry>> SearchAsync(LogQuery query, CancellationToken cancellationToken) => owner.Check(store).SearchAsync(query, cancellationToken);

            public Task<IReadOnlyList<LogDocument>> TraceAsync(string correlationId, CancellationToken cancellationToken) =>
                owner.Check(store).TraceAsync(correlationId, cancellationToken);

            public Task NoteFindingAsync(Guid requestId, string reason, DateTimeOffset? nextRetryAt, CancellationToken cancellationToken) =>
                owner.Check(store).NoteFindingAsync(requestId, reason, nextRetryAt, cancellationToken);

            public Task<ReadOnlyMemory<byte>?> FindOriginalAsync(Guid requestId, CancellationToken cancellationToken) =>
                owner.Check(store).FindOriginalAsync(requestId, cancellationToken);

            public Task<int> RemoveOriginalsAsync(IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken) =>
                owner.Check(store).RemoveOriginalsAsync(requestIds, cancellationToken);

            public Task<IReadOnlyList<LogEntry>> MarkLostAsync(
                IReadOnlyCollection<string> liveInstances, DateTimeOffset createdBefore, DateTimeOffset now, CancellationToken cancellationToken) =>
                store.MarkLostAsync(liveInstances, createdBefore, now, cancellationToken);
        }
    }
}

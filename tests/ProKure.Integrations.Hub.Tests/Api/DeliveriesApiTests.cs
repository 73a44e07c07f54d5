using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Tests.Api;

public sealed class DeliveriesApiTests(SapHubFixture sap)
{
    private const string Path = "/api/v1/systems/SAP/endpoints/CREATE_PO/invoke";

    private HubClient Admin => sap.Hub.Admin;

    [Fact]
    public async Task Invoke_Async_AnswersWithTheDeliveryAndDeliversIt()
    {
        var answer = await Admin.PostAsync(Path, new JsonObject
        {
            ["mode"] = "ASYNC",
            ["payload"] = SapHub.Order(reference: "PO-ASYNC"),
            ["context"] = new JsonObject { ["entity_type"] = "PURCHASE_ORDER", ["entity_id"] = "PO-ASYNC" },
            ["actor"] = new JsonObject { ["user_id"] = "m.huber", ["triggered_by"] = "USER" },
            ["correlation_id"] = "async-1",
        });

        var queued = answer.AssertStatus(202);
        var location = $"/api/v1/deliveries/{queued["delivery_id"]}";
        Assert.Equal((location, "async-1"), (answer.Header("Location"), answer.Header("X-Correlation-ID")));
        Assert.Equal(("QUEUED", 0, "PO-ASYNC", "m.huber"), ((string?)queued["state"], (int?)queued["attempts_made"], (string?)queued["context"]!["entity_id"], (string?)queued["actor"]!["user_id"]));

        JsonNode delivery = queued;
        await Wait.UntilAsync(async () => (string?)(delivery = (await Admin.GetAsync(location)).AssertStatus(200))["state"] == "SUCCEEDED");
        Assert.Equal(1, (int?)delivery["attempts_made"]);
        var log = (await Admin.GetAsync($"/api/v1/logs/{delivery["first_request_id"]}")).AssertStatus(200);
        Assert.Equal(("SUCCESS", "async-1"), ((string?)log["status"], (string?)log["correlation_id"]));
        Assert.Equal("PO-ASYNC", Assert.Single(sap.Sap.PurchaseOrders.FindByReference("PO-ASYNC")).Reference);
    }

    [Fact]
    public async Task Attempt_ThatIsPlannedAgain_KeepsItsOriginal_AndNoAnswerShowsIt()
    {
        await sap.Hub.CreateAsync("/api/v1/retry-policies", new JsonObject { ["code"] = "KEEPING", ["initial_delay"] = "1h", ["max_delay"] = "1h", ["deadline"] = "9h" });
        await sap.Hub.CreateEndpointAsync("CREATE_PO_KEPT", "/purchase-orders", endpoint =>
        {
            endpoint["request_transform"] = "CREATE_PO_REQUEST";
            endpoint["retry_policy"] = "KEEPING";
        });
        var queued = (await Admin.PostAsync("/api/v1/systems/SAP/endpoints/CREATE_PO_KEPT/invoke", new JsonObject
        {
            ["mode"] = "ASYNC",
            ["payload"] = SapHub.Order("MAT-BUSY-60", "PO-KEPT"),
            ["context"] = new JsonObject { ["entity_type"] = "PURCHASE_ORDER", ["entity_id"] = "PO-KEPT" },
        })).AssertStatus(202);
        JsonNode delivery = queued;
        await Wait.UntilAsync(async () => (int?)(delivery = (await Admin.GetAsync($"/api/v1/deliveries/{queued["delivery_id"]}")).AssertStatus(200))["attempts_made"] == 1);
        var attempt = Guid.Parse((string)delivery["first_request_id"]!);

        Assert.NotNull(await sap.Hub.Services.GetRequiredService<IIntegrationLogStore>().FindOriginalAsync(attempt, TestContext.Current.CancellationToken));
        foreach (var path in new[] { $"logs/{attempt}", "logs?entity_id=PO-KEPT", $"traces/{queued["correlation_id"]}" })
            Assert.DoesNotContain("original", (await Admin.GetAsync($"/api/v1/{path}")).AssertStatus(200).ToJsonString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Invoke_AsyncNotBefore_WaitsForItsTime()
    {
        var answer = await Admin.PostAsync(Path, new JsonObject
        {
            ["mode"] = "ASYNC",
            ["not_before"] = "2199-01-31T09:00:00+01:00",
            ["payload"] = SapHub.Order(reference: "PO-LATER"),
        });

        var queued = answer.AssertStatus(202);
        Assert.Equal("2199-01-31T08:00:00.000Z", (string?)queued["not_before"]);
        Assert.Equal("QUEUED", (string?)(await Admin.GetAsync(answer.Header("Location")!)).AssertStatus(200)["state"]);
        Assert.Empty(sap.Sap.PurchaseOrders.FindByReference("PO-LATER"));
    }

    [Fact]
    public async Task Invoke_AsyncOfUnknownEndpoint_IsRefusedAsASynchronousOneIs()
    {
        var answer = await Admin.PostAsync("/api/v1/systems/SAP/endpoints/NOWHERE/invoke", new JsonObject { ["mode"] = "ASYNC", ["payload"] = 1 });

        answer.AssertProblem(404, "unknown-endpoint");
    }

    [Fact]
    public async Task Invoke_AsyncWhileTheQueueIsAway_IsRefusedWithRetryAfter()
    {
        await using var away = await SapHub.StartAsync(new HubServerOptions { Customize = services => services.AddSingleton<IDeliveryQueue, AbsentQueue>() });

        var answer = await away.Hub.Admin.PostAsync(Path, new JsonObject { ["mode"] = "ASYNC", ["payload"] = SapHub.Order() });

        answer.AssertProblem(503, "store-unavailable");
        Assert.Equal("2", answer.Header("Retry-After"));
        Assert.Equal(0, away.Sap.PurchaseOrders.Counts.Created);
        (await away.Hub.Admin.InvokeAsync("CREATE_PO", SapHub.Order())).AssertStatus(200);
    }

    [Fact]
    public async Task Read_OfAnotherSystemsDelivery_IsAsIfThereWereNone()
    {
        var queued = (await Admin.PostAsync(Path, new JsonObject { ["mode"] = "ASYNC", ["payload"] = SapHub.Order(reference: "PO-HIDDEN") })).AssertStatus(202);
        await sap.Hub.CreateSystemAsync("CARRIER", "http://127.0.0.1:9");
        using var other = await sap.Hub.ClientWithAsync(["logs:read"], "CARRIER");

        (await other.GetAsync($"/api/v1/deliveries/{queued["delivery_id"]}")).AssertProblem(404, "delivery-not-found");
    }

    [Fact]
    public async Task Read_UnknownOrMalformedId_SaysSo()
    {
        (await Admin.GetAsync($"/api/v1/deliveries/{Guid.Empty}")).AssertProblem(404, "delivery-not-found");
        var problem = (await Admin.GetAsync("/api/v1/deliveries/PO-4711")).AssertProblem(400, "invalid-parameter");
        Assert.Equal("a UUID", (string?)problem["expected"]);
    }

    /// <summary>A queue whose store is away.</summary>
    private sealed class AbsentQueue : IDeliveryQueue
    {
        private static StoreUnavailableException Away => new("The queue's store is away.");

        public Task EnqueueAsync(Delivery delivery, CancellationToken cancellationToken) => throw Away;

        public Task<IReadOnlyList<DeliveryLease>> ClaimAsync(DeliveryClaim claim, CancellationToken cancellationToken) => throw Away;

        public Task<bool> RenewAsync(DeliveryLease lease, TimeSpan duration, CancellationToken cancellationToken) => throw Away;

        public Task<bool> ReleaseAsync(DeliveryLease lease, Delivery delivery, CancellationToken cancellationToken) => throw Away;

        public Task<bool> ReviseAsync(Delivery seen, Delivery revised, CancellationToken cancellationToken) => throw Away;

        public Task<IReadOnlyList<Delivery>> ListDeadAsync(string reason, Guid? after, int limit, CancellationToken cancellationToken) => throw Away;

        public Task<int> RemoveEndedAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken) => throw Away;

        public Task<Delivery?> FindAsync(Guid id, CancellationToken cancellationToken) => throw Away;

        public Task<IReadOnlyList<Guid>> ListCancelAskedAsync(string owner, CancellationToken cancellationToken) => throw Away;
    }
}

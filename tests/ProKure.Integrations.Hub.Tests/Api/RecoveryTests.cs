using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ProKure.Integrations.Hub.Tests.Hosting;
using ProKure.Samples.Sap;

namespace ProKure.Integrations.Hub.Tests.Api;

/// <summary>A system fails for a while, with many deliveries for it, and comes back.</summary>
public sealed class RecoveryTests
{
    private const int Orders = 80;
    private const int PerSecond = 40;
    private const int Burst = 5;

    // Arrivals that the test puts at another time than their permits: what is under way at the moment that it looks at the clock.
    private const int UnderWay = 8;

    private readonly ConcurrentQueue<long> _arrivals = new();
    private volatile bool _isDown = true;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ASystemThatComesBack_IsNotOverrun_EverythingArrivesOnce_AndTheChainsTellTheStory()
    {
        await using var sap = await SapHub.StartAsync(sapOptions: new SimulatedSapOptions { OnArrival = (_, _) => Arrive() });
        await ConfigureAsync(sap.Hub);
        var began = Stopwatch.GetTimestamp();
        var deliveries = new List<string>();
        for (var i = 0; i < Orders; i++)
        {
            var accepted = await sap.Hub.Admin.PostAsync(
                "/api/v1/systems/SAP/endpoints/RECOVERING/invoke", new JsonObject { ["mode"] = "ASYNC", ["payload"] = SapHub.Order(reference: $"PO-R{i}"), ["correlation_id"] = $"recovery-{i}" });
            deliveries.Add((string)accepted.AssertStatus(202)["delivery_id"]!);
        }

        // Down for so long that its circuit opened, and at least one call found it still failing.
        await Wait.UntilAsync(async () => (await ChangesAsync(sap.Hub)).Count(change => (string?)change!["state"] == "OPEN") >= 2);
        var whileDown = _arrivals.Count;
        _isDown = false;
        var recovered = Stopwatch.GetTimestamp();

        foreach (var id in deliveries)
            await Wait.UntilAsync(async () => (string?)(await sap.Hub.Admin.GetAsync($"/api/v1/deliveries/{id}")).AssertStatus(200)["state"] == "SUCCEEDED");

        AssertBounded(_arrivals, began);
        AssertBounded(_arrivals.Skip(whileDown), recovered);
        Assert.Equal(Orders, sap.Sap.PurchaseOrders.Counts.Created);
        var attempts = 0;
        for (var i = 0; i < Orders; i++)
            attempts += await AssertChainAsync(sap.Hub, deliveries[i], $"recovery-{i}");

        // Whatever waited for its turn or for the circuit sent nothing and stands in no chain.
        Assert.Equal(_arrivals.Count, attempts);
        Assert.True(attempts > Orders, $"{attempts} attempts");
        Assert.Equal("CLOSED", (string?)(await sap.Hub.Admin.GetAsync("/api/v1/circuits/SAP/RECOVERING")).Json["state"]);
    }

    // In the time since any moment, no more than the burst and the rate allow.
    private static void AssertBounded(IEnumerable<long> arrivals, long since) => Assert.All(
        arrivals.Index(), arrival => Assert.InRange(
            arrival.Index + 1, 0, Burst + UnderWay + (PerSecond * Stopwatch.GetElapsedTime(since, arrival.Item).TotalSeconds)));

    private static async Task<int> AssertChainAsync(HubServer hub, string deliveryId, string correlationId)
    {
        var delivery = (await hub.Admin.GetAsync($"/api/v1/deliveries/{deliveryId}")).AssertStatus(200);
        var chain = (await hub.Admin.GetAsync($"/api/v1/logs?correlation_id={correlationId}&limit=100")).AssertStatus(200)["items"]!.AsArray()
            .OrderBy(entry => (int)entry!["retry_info"]!["attempt_number"]!).ToList();
        Assert.Equal(Enumerable.Range(1, chain.Count), chain.Select(entry => (int)entry!["retry_info"]!["attempt_number"]!));
        Assert.Equal((int)delivery["attempts_made"]!, chain.Count);
        Assert.All(chain.SkipLast(1), failed =>
        {
            Assert.Equal(("FAILED", "HTTP_STATUS", 500), ((string?)failed!["status"], (string?)failed["error"]!["type"], (int?)failed["response_status"]));
            Assert.Equal("RETRY_SCHEDULED", (string?)failed["retry_info"]!["reason"]);
            Assert.NotNull(failed["retry_info"]!["next_retry_at"]);
        });
        Assert.Equal(("SUCCESS", null), ((string?)chain[^1]!["status"], (string?)chain[^1]!["retry_info"]!["next_retry_at"]));
        Assert.All(chain.Skip(1), later => Assert.Equal((string?)chain[0]!["request_id"], (string?)later!["parent_request_id"]));
        return chain.Count;
    }

    private static async Task<JsonArray> ChangesAsync(HubServer hub) =>
        (await hub.Admin.GetAsync("/api/v1/circuits/SAP/RECOVERING")).AssertStatus(200)["changes"]!.AsArray();

    private static async Task ConfigureAsync(HubServer hub)
    {
        await hub.CreateAsync("/api/v1/rate-limit-policies", new JsonObject { ["code"] = "FORTY", ["requests"] = PerSecond, ["burst"] = Burst });
        await hub.CreateAsync("/api/v1/retry-policies", new JsonObject
        {
            ["code"] = "QUICK",
            ["backoff"] = "FIXED",
            ["initial_delay"] = "200ms",
            ["max_delay"] = "200ms",
            ["max_attempts"] = 50,
        });
        await hub.CreateEndpointAsync("RECOVERING", "/purchase-orders", endpoint =>
        {
            endpoint["request_transform"] = "CREATE_PO_REQUEST";
            endpoint["idempotency"] = "IDEMPOTENT_WITH_KEY";
            endpoint["retry_policy"] = "QUICK";
            endpoint["rate_limit_policy"] = "FORTY";
            endpoint["circuit_breaker"] = new JsonObject { ["minimum_calls"] = 10, ["open_for"] = "1s" };
        });
    }

    // A handler that throws is a server that answers 500.
    private Task Arrive()
    {
        _arrivals.Enqueue(Stopwatch.GetTimestamp());
        return _isDown ? Task.FromException(new InvalidOperationException("SAP is down.")) : Task.CompletedTask;
    }
}

using System.Net;
using System.Text.Json.Nodes;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Faults;

[Collection(nameof(HybridTests))]
public sealed class TwoHubsTests
{
    private const int Orders = 200;

    [Fact]
    public async Task Two_hubs_on_the_same_stores_do_no_work_twice_and_the_one_left_takes_over()
    {
        await using var stores = await HybridStores.StartAsync();
        using var firstData = new TemporaryFolder();
        using var secondData = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await using var first = await HubProcess.StartAsync(firstData.FullName, sap.BaseUrl, stores.Settings);
        await using var second = await HubProcess.StartAsync(secondData.FullName, sap.BaseUrl, first.Key, stores.Settings);
        await UntilTwoLiveAsync(second.Http);
        var leader = (await ReconciliationAsync(second.Http))["leader"]?.GetValue<string>();

        // Slow enough that the first hub has some in hand when it dies.
        var deliveries = new List<string>();
        for (var i = 0; i < Orders; i++)
        {
            var (status, answer) = await (i % 2 == 0 ? first : second).Http.QueueOrderAsync($"PO-{i}", "MAT-SLOW-200");
            Assert.Equal(HttpStatusCode.Accepted, status);
            deliveries.Add(answer.Text("delivery_id"));
        }

        await sap.Requests.WaitForArrivalsAsync(Orders / 4, Token);
        var firstId = (await ReconciliationAsync(first.Http)).Text("instance_id");
        await first.KillAsync();

        await UntilLedByAnotherAsync(second.Http, firstId);
        foreach (var delivery in deliveries)
            await UntilSucceededAsync(second.Http, delivery);
        Assert.Equal(Orders, sap.PurchaseOrders.Counts.Created);
        Assert.Empty(sap.PurchaseOrders.Duplicates());
        var counts = await new Books(second.Http, sap, stores.Postgres.ConnectionString).AssertBalancedAsync([]);
        TestContext.Current.SendDiagnosticMessage($"first leader {leader}, killed {firstId}: {counts}");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static Task<JsonNode> ReconciliationAsync(HttpClient hub) => hub.ReadAsync("/api/v1/system/reconciliation");

    private static async Task UntilTwoLiveAsync(HttpClient hub)
    {
        while ((await ReconciliationAsync(hub)) is var state && (state["live_instances"]!.AsArray().Count < 2 || state["leader"] is null))
            await Task.Delay(100, Token);
    }

    private static async Task UntilLedByAnotherAsync(HttpClient hub, string killed)
    {
        while ((await ReconciliationAsync(hub))["leader"]?.GetValue<string>() is var leader && (leader is null || leader == killed))
            await Task.Delay(100, Token);
    }

    private static async Task UntilSucceededAsync(HttpClient hub, string delivery)
    {
        while (true)
        {
            var state = await hub.ReadAsync($"/api/v1/deliveries/{delivery}");
            if (state.Text("state") == "SUCCEEDED")
                return;
            Assert.NotEqual("DEAD", state.Text("state"), StringComparer.Ordinal);
            await Task.Delay(100, Token);
        }
    }
}

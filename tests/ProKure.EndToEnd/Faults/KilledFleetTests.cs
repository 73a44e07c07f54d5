using System.Globalization;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Faults;

/// <summary><c>./drill kill-orders</c> runs it with more orders and more kills.</summary>
[Collection(nameof(HybridTests))]
public sealed class KilledFleetTests
{
    private const string Endpoint = "CREATE_PO_WITHOUT_KEY";
    private const int Hubs = 2;

    private static readonly int Orders = Setting("PROKURE_DRILL_ORDERS", 300);
    private static readonly int Kills = Setting("PROKURE_DRILL_KILLS", 4);
    private static readonly int Seed = Setting("PROKURE_DRILL_SEED", Environment.ProcessId);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hubs_killed_again_and_again_create_every_order_once_though_it_must_not_be_repeated()
    {
        var began = TimeProvider.System.GetTimestamp();
        Say($"{Orders} orders, {Kills} kills, seed {Seed}");
        await using var stores = await HybridStores.StartAsync();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions { MaxPurchaseOrders = Orders * 2 }, Token);
        await using var fleet = await KilledFleet.StartAsync(Hubs, sap, stores.Settings);
        var random = new Random(Seed);
        var slow = Enumerable.Range(0, Orders).Select(_ => random.Next(4) == 0).ToArray();
        var orders = new QueuedOrders(fleet.Any, Endpoint, order => slow[order] ? "MAT-SLOW-300" : "MAT-1001");

        for (var kill = 0; kill < Kills; kill++)
        {
            var (from, to) = (Orders * kill / Kills, Orders * (kill + 1) / Kills);
            var handOver = orders.HandOverAsync(from, to, Token);
            await sap.Requests.WaitForArrivalsAsync(sap.Requests.Counts.Total + random.Next(1, Math.Max(2, (to - from) * 3 / 4)), Token);
            var victim = random.Next(Hubs);
            await fleet.KillAsync(victim);
            await fleet.StartAsync(victim);
            await handOver;
        }

        var queue = new DeliveryBooks(stores.Postgres.ConnectionString, sap);
        var deliveries = await queue.SettleAsync();
        var counts = await new Books(fleet.Any(0), sap, stores.Postgres.ConnectionString).AssertBalancedAsync([]);
        Say($"{orders.Repeated} hand-overs repeated; {counts}");
        Say($"deliveries: {Grouped(deliveries.Select(delivery => $"{delivery.State} {delivery.Reason} after {delivery.AttemptsMade}"))}");
        Say($"reasons in the log: {Grouped((await fleet.Any(0).ListLogsAsync()).Select(entry => $"{entry.Text("endpoint_code")} {entry.Text("status")} {entry["retry_info"]!["reason"]}"))}");
        Say($"took {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s");
        queue.AssertEachOnce(deliveries, Enumerable.Range(0, Orders).Select(QueuedOrders.NumberOf));
        Assert.Equal(Orders, deliveries.Count);
    }

    private static string Grouped(IEnumerable<string> things) => string.Join(
        "; ", things.GroupBy(thing => thing, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}"));

    private static void Say(string text) => TestContext.Current.SendDiagnosticMessage(text);

    private static int Setting(string name, int standard) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : standard;
}

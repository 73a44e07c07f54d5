using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Faults;

[Collection(nameof(HybridTests))]
public sealed class HubKilledTests
{
    private const int Rounds = 20;
    private const int Callers = 16;

    [Fact]
    public async Task A_hub_killed_twenty_times_under_load_has_everything_on_record_once()
    {
        await using var stores = await HybridStores.StartAsync();
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        var random = new Random(Seed);
        TestContext.Current.SendDiagnosticMessage($"seed {Seed}");
        var answers = new List<OrderAnswer>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, stores.Settings);
            using var load = new OrderLoad($"PO-{round}", Callers, () => hub.Http);
            await sap.Requests.WaitForArrivalsAsync(sap.Requests.Counts.Total + random.Next(1, 120), Token);
            await hub.KillAsync();
            answers.AddRange(await load.UntilGoneAsync());
        }

        await using var last = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, stores.Settings);
        var counts = await new Books(last.Http, sap, stores.Postgres.ConnectionString).AssertBalancedAsync(answers);
        TestContext.Current.SendDiagnosticMessage($"{Rounds} kills: {counts}");
        Assert.Empty(sap.PurchaseOrders.Duplicates());
        await HubCondition.AssertNothingWaitsAsync(last.Http);
    }

    private static int Seed { get; } = Environment.ProcessId;

    private static CancellationToken Token => TestContext.Current.CancellationToken;
}

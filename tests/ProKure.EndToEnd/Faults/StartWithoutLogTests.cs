using System.Net;
using ProKure.Samples.Sap;
using ProKure.TestKit.Servers;

namespace ProKure.EndToEnd.Faults;

[Collection(nameof(HybridTests))]
public sealed class StartWithoutLogTests
{
    private const int Calls = 50;

    [Fact]
    public async Task A_hub_that_starts_while_MongoDb_is_away_serves_calls_and_the_log_has_them_afterwards()
    {
        await using var stores = await HybridStores.StartAsync();
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await stores.TakeAwayAsync(Stores.Mongo, Absence.Stopped);
        await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, stores.Settings);

        var answers = await CallAsync(hub.Http);
        await stores.GiveBackAsync(Stores.Mongo, Absence.Stopped);

        await new Books(hub.Http, sap, stores.Postgres.ConnectionString).AssertBalancedAsync(answers);
        await HubCondition.AssertNothingWaitsAsync(hub.Http);
    }

    [Fact]
    public async Task With_embedded_stores_beside_it_too()
    {
        await using var mongo = await PrivateMongo.StartAsync();
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await mongo.StopAsync();
        await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, $"--ConnectionStrings:MongoDb={mongo.ConnectionString}");

        var answers = await CallAsync(hub.Http);
        await mongo.StartAgainAsync();

        await HubCondition.AssertNothingWaitsAsync(hub.Http);
        var entries = await hub.Http.ListLogsAsync();
        Assert.Equal(answers.Select(answer => answer.RequestId).Order(StringComparer.Ordinal), entries.Select(entry => entry.Text("request_id")).Order(StringComparer.Ordinal));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<List<OrderAnswer>> CallAsync(HttpClient hub)
    {
        var answers = new List<OrderAnswer>();
        for (var i = 0; i < Calls; i++)
        {
            var (status, answer) = await hub.CreateOrderAsync($"PO-{i}", "MAT-1001");
            Assert.Equal((HttpStatusCode.OK, "SUCCESS"), (status, answer.Text("status")));
            answers.Add(new OrderAnswer($"PO-{i}", status, answer.Text("request_id"), answer.Text("status"), answer.ToJsonString()));
        }

        return answers;
    }
}

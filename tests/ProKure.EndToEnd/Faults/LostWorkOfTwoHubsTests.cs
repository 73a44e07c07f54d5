using Npgsql;
using ProKure.Samples.Sap;
using ProKure.TestKit.Authentication;

namespace ProKure.EndToEnd.Faults;

/// <summary>The same with two hubs on PostgreSQL and MongoDB.</summary>
[Collection(nameof(HybridTests))]
public sealed class LostWorkOfTwoHubsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_hub_or_the_queue_loses_in_the_middle_is_taken_up_once_by_the_hubs_that_live()
    {
        await using var stores = await HybridStores.StartAsync();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        string[] settings = [.. stores.Settings, .. LostWork.Impatience, .. HubProcess.PatientWithStores, $"--MasterKeys:Keys:K1={TestKeys.Text("K1")}", "--MasterKeys:Current=K1"];
        await using var fleet = await KilledFleet.StartAsync(2, sap, settings);
        var (first, second) = (fleet.Any(0), fleet.Any(1));

        var id = await LostWork.TurnedAwayAsync(second, "PO-FORGOTTEN", retryAfter: 8);
        await ForgetAsync(stores.Postgres.ConnectionString, id);
        var calls = new[] { LostWork.CallAsync(first, "PO-DONE", "MAT-SLOW-60000"), LostWork.CallAsync(first, "PO-NOT-DONE", "MAT-HANG") };
        await sap.Requests.WaitForArrivalsAsync(3, Token);
        await LostWorkTests.CreatedAsync(sap, "PO-DONE");
        await fleet.KillAsync(0);
        await Task.WhenAll(calls);
        await fleet.StartAsync(0);

        var forgotten = await LostWork.EndedAsync(second, id);
        var (done, notDone) = (await LostWork.EndOfOnlyAsync(second, "PO-DONE"), await LostWork.EndOfOnlyAsync(second, "PO-NOT-DONE"));
        Assert.Equal(("SUCCEEDED", 2), (forgotten.Text("state"), (int)forgotten["attempts_made"]!));
        Assert.Equal(("SUCCEEDED", "FOUND_DONE"), (done.Text("state"), done.Text("reason")));
        Assert.Equal(("DEAD", "FOUND_NOT_DONE"), (notDone.Text("state"), notDone.Text("reason")));
        Assert.Equal(["CREATE_PO FAILED RETRY_SCHEDULED", "CREATE_PO SUCCESS"], await LostWork.StoryOfAsync(second, "PO-FORGOTTEN"), StringComparer.Ordinal);
        Assert.Equal(["CREATE_PO_WITHOUT_KEY UNKNOWN FOUND_DONE", "FIND_PO SUCCESS FOUND_DONE"], await LostWork.StoryOfAsync(second, "PO-DONE"), StringComparer.Ordinal);
        Assert.Equal(["CREATE_PO_WITHOUT_KEY UNKNOWN FOUND_NOT_DONE", "FIND_PO SUCCESS FOUND_NOT_DONE"], await LostWork.StoryOfAsync(second, "PO-NOT-DONE"), StringComparer.Ordinal);
        Assert.Equal((2, 0), (sap.PurchaseOrders.Counts.Created, sap.PurchaseOrders.Duplicates().Count));
    }

    private static async Task ForgetAsync(string postgres, string delivery)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var forget = source.CreateBatch();
        foreach (var sql in new[] { "DELETE FROM delivery_content WHERE delivery_id = $1", "DELETE FROM delivery WHERE id = $1" })
            forget.BatchCommands.Add(new NpgsqlBatchCommand(sql) { Parameters = { new NpgsqlParameter { Value = Guid.Parse(delivery) } } });
        Assert.Equal(2, await forget.ExecuteNonQueryAsync(Token));
    }
}

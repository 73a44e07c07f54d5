using Microsoft.Data.Sqlite;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd.Faults;

/// <summary>What a process or a database loses in the middle is taken up again, with the embedded stores.</summary>
public sealed class LostWorkTests
{
    private static readonly string[] Settings = [.. LostWork.Impatience, .. HubProcess.PatientWithStores];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_delivery_that_the_queue_lost_between_two_attempts_is_made_anew_and_creates_its_order_once()
    {
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        string id;
        await using (var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, Settings))
        {
            id = await LostWork.TurnedAwayAsync(hub.Http, "PO-FORGOTTEN", retryAfter: 4);
            await hub.KillAsync();
        }

        await ForgetAsync(Path.Combine(data.FullName, "configuration.db"), id);

        await using var next = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, Settings);
        var delivery = await LostWork.EndedAsync(next.Http, id);
        Assert.Equal(("SUCCEEDED", 2), (delivery.Text("state"), (int)delivery["attempts_made"]!));
        Assert.Single(sap.PurchaseOrders.FindByReference("PO-FORGOTTEN"));
        Assert.Equal(["CREATE_PO FAILED RETRY_SCHEDULED", "CREATE_PO SUCCESS"], await LostWork.StoryOfAsync(next.Http, "PO-FORGOTTEN"), StringComparer.Ordinal);
        Assert.Single(sap.Requests.Recent().Select(request => request.Headers["Idempotency-Key"]).Distinct(StringComparer.Ordinal));
        Assert.Single(await LostWork.DeliveriesOfAsync(next.Http, "PO-FORGOTTEN"));
    }

    [Fact]
    public async Task Calls_whose_hub_was_killed_between_send_and_answer_are_asked_about_and_never_made_again()
    {
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await using (var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, Settings))
        {
            var calls = new[] { LostWork.CallAsync(hub.Http, "PO-DONE", "MAT-SLOW-60000"), LostWork.CallAsync(hub.Http, "PO-NOT-DONE", "MAT-HANG") };
            await sap.Requests.WaitForArrivalsAsync(2, Token);
            await CreatedAsync(sap, "PO-DONE");
            await hub.KillAsync();
            Assert.All(await Task.WhenAll(calls), fault => Assert.IsType<HttpRequestException>(fault));
        }

        await using var next = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, Settings);
        var (done, notDone) = (await LostWork.EndOfOnlyAsync(next.Http, "PO-DONE"), await LostWork.EndOfOnlyAsync(next.Http, "PO-NOT-DONE"));

        Assert.Equal(("SUCCEEDED", "FOUND_DONE"), (done.Text("state"), done.Text("reason")));
        Assert.Equal(("DEAD", "FOUND_NOT_DONE"), (notDone.Text("state"), notDone.Text("reason")));
        Assert.Equal(["CREATE_PO_WITHOUT_KEY UNKNOWN FOUND_DONE", "FIND_PO SUCCESS FOUND_DONE"], await LostWork.StoryOfAsync(next.Http, "PO-DONE"), StringComparer.Ordinal);
        Assert.Equal(["CREATE_PO_WITHOUT_KEY UNKNOWN FOUND_NOT_DONE", "FIND_PO SUCCESS FOUND_NOT_DONE"], await LostWork.StoryOfAsync(next.Http, "PO-NOT-DONE"), StringComparer.Ordinal);
        Assert.Equal((1, 0), (sap.PurchaseOrders.FindByReference("PO-DONE").Count, sap.PurchaseOrders.FindByReference("PO-NOT-DONE").Count));
    }

    internal static async Task CreatedAsync(SimulatedSap sap, string number)
    {
        while (sap.PurchaseOrders.FindByReference(number).Count == 0)
            await Task.Delay(20, Token);
    }

    // As the database shows it that was restored from a backup of before the delivery.
    private static async Task ForgetAsync(string file, string delivery)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        await connection.OpenAsync(Token);
        await using var forget = connection.CreateCommand();
        forget.CommandText = """
            DELETE FROM delivery_content WHERE delivery_id = (SELECT delivery_id FROM delivery WHERE id = $id);
            DELETE FROM delivery WHERE id = $id;
            """;
        forget.Parameters.AddWithValue("$id", Guid.Parse(delivery).ToByteArray(bigEndian: true));
        Assert.Equal(2, await forget.ExecuteNonQueryAsync(Token));
    }
}

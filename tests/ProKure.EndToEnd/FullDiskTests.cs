using System.Net;
using System.Text.Json.Nodes;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd;

public sealed class FullDiskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_disk_full_for_log_and_spool_refuses_calls_before_they_are_sent_and_passes_without_a_restart()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs prlimit, which is Linux's");
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, HubProcess.PatientWithStores);
        Assert.Equal(HttpStatusCode.OK, (await hub.Http.CreateOrderAsync("PO-BEFORE", "MAT-1001")).Status);

        // Not one byte can be written to any file.
        await hub.LimitFilesAsync(0);
        var sentBefore = sap.Requests.Counts.Total;
        for (var call = 0; call < 20; call++)
        {
            var (status, problem) = await hub.Http.CreateOrderAsync("PO-FULL", "MAT-1001");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "LOG_UNAVAILABLE"), (status, problem["error"]!.Text("type")));
        }

        Assert.Equal(sentBefore, sap.Requests.Counts.Total);
        Assert.Equal("PO-BEFORE", Assert.Single(await hub.Http.ListLogsAsync())["context"]!.Text("entity_id"));

        // Those who ask within a second share an answer.
        await UntilAsync(async () => await ReadyAsync(hub.Http) == (HttpStatusCode.ServiceUnavailable, "DOWN"));

        await hub.LimitFilesAsync(null);
        Assert.Equal(HttpStatusCode.OK, (await hub.Http.CreateOrderAsync("PO-ROOM-AGAIN", "MAT-1001")).Status);

        // The refusals were kept in memory, and are recorded now that there is room.
        await UntilAsync(async () => await ReadyAsync(hub.Http) == (HttpStatusCode.OK, "UP") && (await hub.Http.ListLogsAsync()).Count == 22);
        Assert.Equal(20, (await hub.Http.ListLogsAsync()).Count(e => e.Text("status") == "FAILED"));
    }

    [Fact]
    public async Task A_log_that_cannot_grow_lets_calls_go_on_and_has_every_record_once_it_can()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs prlimit, which is Linux's");
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), Token);
        await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl, HubProcess.PatientWithStores);

        // The log is one file, and ends here; the spool goes on in further files.
        await hub.LimitFilesAsync(6 * 1024 * 1024);
        var calls = 0;
        while (await ReadyAsync(hub.Http) == (HttpStatusCode.OK, "UP"))
        {
            for (var i = 0; i < 50; i++)
                Assert.Equal(HttpStatusCode.OK, (await hub.Http.CreateOrderAsync($"PO-{++calls}", "MAT-1001")).Status);
            Assert.InRange(calls, 1, 50_000);
        }

        Assert.Equal((HttpStatusCode.OK, "DEGRADED"), await ReadyAsync(hub.Http));
        for (var i = 0; i < 100; i++)
            Assert.Equal(HttpStatusCode.OK, (await hub.Http.CreateOrderAsync($"PO-{++calls}", "MAT-1001")).Status);

        await hub.LimitFilesAsync(null);
        await UntilAsync(async () => await ReadyAsync(hub.Http) == (HttpStatusCode.OK, "UP"));
        var entries = await hub.Http.ListLogsAsync();
        Assert.Equal(calls, entries.Count);
        Assert.All(entries, e => Assert.Equal("SUCCESS", e.Text("status")));
        Assert.Equal(calls, sap.PurchaseOrders.Counts.Created);
    }

    private static async Task<(HttpStatusCode Status, string Ready)> ReadyAsync(HttpClient hub)
    {
        using var response = await hub.GetAsync(new Uri("/health/ready", UriKind.Relative), Token);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Token))!.Text("status"));
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(100, Token);
    }
}

using System.Net;
using ProKure.Samples.Sap;

namespace ProKure.EndToEnd;

public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_refuses_calls_before_they_are_sent_and_passes_without_a_restart()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs prlimit, which is Linux's");
        using var data = new TemporaryFolder();
        await using var sap = await SimulatedSap.StartAsync(new SimulatedSapOptions(), TestContext.Current.CancellationToken);
        await using var hub = await HubProcess.StartAsync(data.FullName, sap.BaseUrl);
        await hub.LimitFilesAsync(6 * 1024 * 1024);

        var calls = 0;
        while ((await hub.Http.CreateOrderAsync($"PO-{++calls}", "MAT-1001")).Status == HttpStatusCode.OK)
            Assert.InRange(calls, 1, 50_000);

        var sentBefore = sap.Requests.Counts.Total;
        var (status, problem) = await hub.Http.CreateOrderAsync("PO-FULL", "MAT-1001");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "LOG_UNAVAILABLE"), (status, problem["error"]!.Text("type")));
        Assert.Equal(sentBefore, sap.Requests.Counts.Total);
        Assert.NotEmpty(await hub.Http.ListLogsAsync());

        await hub.LimitFilesAsync(null);
        Assert.Equal(HttpStatusCode.OK, (await hub.Http.CreateOrderAsync("PO-ROOM-AGAIN", "MAT-1001")).Status);
        await UntilNothingIsPendingAsync(hub.Http);
    }

    // Completions that met the full disk are kept and written behind.
    private static async Task UntilNothingIsPendingAsync(HttpClient hub)
    {
        while ((await hub.ListLogsAsync()).Any(e => e.Text("status") == "PENDING"))
            await Task.Delay(200, TestContext.Current.CancellationToken);
    }
}

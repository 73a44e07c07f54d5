using System.Net;
using System.Net.Sockets;
using ProKure.LoadBench.Generator;
using ProKure.LoadBench.Targets;
using ProKure.Samples.Sap;

namespace ProKure.LoadBench.Tests.Generator;

public sealed class LoadRunTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Run_OfACount_SendsExactlyThatMany()
    {
        await using var sap = await StartAsync();

        var run = await RunAsync(sap, "/echo", "{}", RequestBudget.Of(3_000, Limit));

        Assert.Equal((3_000, 3_000, 0), (run.Tally.Answered, run.Tally.Succeeded, run.Tally.Broken));
        Assert.Equal(3_000, sap.Requests.Counts.ByOperation["ECHO"]);
    }

    [Fact]
    public async Task Run_OfATime_CountsWhatTheServerSaw()
    {
        await using var sap = await StartAsync();

        var run = await RunAsync(sap, "/echo", "{}", RequestBudget.For(TimeSpan.FromMilliseconds(300)));

        Assert.True(run.Tally.Succeeded > 0);
        Assert.Equal(run.Tally.Succeeded, sap.Requests.Counts.Total);
    }

    [Fact]
    public async Task Run_RefusedRequests_AreCountedByStatusAndAreNoThroughput()
    {
        await using var sap = await StartAsync();

        var run = await RunAsync(sap, "/nowhere", "{}", RequestBudget.Of(200, Limit));

        Assert.Equal((404, 200), Assert.Single(run.Tally.ByStatus));
        Assert.Equal((200, 0, 0d), (run.Tally.Answered, run.Tally.Succeeded, run.RequestsPerSecond));
    }

    [Fact]
    public async Task Run_ResetConnections_AreOpenedAgainAndCountedAsBroken()
    {
        await using var sap = await StartAsync();
        var order = RequestBytes.ExternalOrder.Replace("MAT-1001", "MAT-RESET", StringComparison.Ordinal);

        var run = await RunAsync(sap, "/sap/opu/odata/purchase-orders", order, RequestBudget.Of(200, Limit));

        Assert.Equal((0, 200), (run.Tally.Answered, run.Tally.Broken));
        Assert.NotNull(run.Tally.FirstFault);
        Assert.Equal(200, sap.Requests.Counts.Total);
    }

    [Fact]
    public async Task Run_ServerGoneForGood_IsGivenUpBeforeTheCount()
    {
        var sap = await StartAsync();
        var order = RequestBytes.ExternalOrder.Replace("MAT-1001", "MAT-HANG", StringComparison.Ordinal);
        var pending = RunAsync(sap, "/sap/opu/odata/purchase-orders", order, RequestBudget.Of(1_000_000, Limit));
        await sap.Requests.WaitForArrivalsAsync(8, TestContext.Current.CancellationToken);

        await sap.DisposeAsync();

        var run = await pending;
        Assert.Equal((0, 8 * 100), (run.Tally.Answered, run.Tally.Broken));
    }

    [Fact]
    public async Task Run_Interrupted_CutsWhatHangs()
    {
        await using var sap = await StartAsync();
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var order = RequestBytes.ExternalOrder.Replace("MAT-1001", "MAT-HANG", StringComparison.Ordinal);
        var url = new Uri(sap.BaseUrl, "/sap/opu/odata/purchase-orders");
        var pending = LoadRun.RunAsync(LoopbackAddress.Of(url), RequestBytes.Post(url, order), 8, RequestBudget.Of(1_000, Limit), interrupted.Token);
        await sap.Requests.WaitForArrivalsAsync(8, TestContext.Current.CancellationToken);

        await interrupted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
    }

    [Fact]
    public async Task Run_NothingListens_Fails()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // Bound and not listening: nobody else gets the port meanwhile.

        await Assert.ThrowsAsync<SocketException>(() => LoadRun.RunAsync(
            (IPEndPoint)taken.LocalEndPoint!, [], 1, RequestBudget.Of(1, Limit), TestContext.Current.CancellationToken));
    }

    private static Task<SimulatedSap> StartAsync()
        => SimulatedSap.StartAsync(new SimulatedSapOptions(), TestContext.Current.CancellationToken);

    private static Task<LoadResult> RunAsync(SimulatedSap sap, string path, string body, RequestBudget budget)
    {
        var url = new Uri(sap.BaseUrl, path);
        return LoadRun.RunAsync(LoopbackAddress.Of(url), RequestBytes.Post(url, body), 8, budget, TestContext.Current.CancellationToken);
    }
}

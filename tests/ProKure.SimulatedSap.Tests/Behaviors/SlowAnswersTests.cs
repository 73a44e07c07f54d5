using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace ProKure.Samples.Sap.Tests.Behaviors;

public sealed class SlowAnswersTests
{
    [Theory]
    [InlineData("MAT-SLOW", 2_000)]
    [InlineData("MAT-SLOW-5000", 5_000)]
    public async Task Slow_CreatesAtOnceAndAnswersAfterItsDelay(string material, int delayMs)
    {
        var time = new FakeTimeProvider();
        await using var caller = await SapCaller.StartAsync(new SimulatedSapOptions { Time = time });

        var pending = caller.CreateAsync(material);
        await Wait.UntilAsync(() => caller.Sap.PurchaseOrders.Counts.Created == 1);
        time.Advance(TimeSpan.FromMilliseconds(delayMs - 1));
        Assert.False(pending.IsCompleted);

        // The delay may have begun only after the clock moved: move on until it is over.
        await Wait.UntilAsync(() =>
        {
            time.Advance(TimeSpan.FromMilliseconds(delayMs));
            return pending.IsCompleted;
        });
        using var answer = await pending;
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Slow_CallerGoneBefore_IsInFlightNoMore()
    {
        await using var caller = await SapCaller.StartAsync(new SimulatedSapOptions { Time = new FakeTimeProvider() });

        await GiveUpAsync(caller, "MAT-SLOW");

        Assert.Equal(1, caller.Sap.PurchaseOrders.Counts.Created);
    }

    [Fact]
    public async Task Hang_AnswersNothingUntilTheCallerGoesAway()
    {
        await using var caller = await SapCaller.StartAsync();

        await GiveUpAsync(caller, "MAT-HANG");

        Assert.Equal(0, caller.Sap.PurchaseOrders.Counts.Created);
        Assert.Null(Assert.Single(caller.Sap.Requests.Recent()).Status);
    }

    [Fact]
    public async Task Hang_SimulatorStops_CutsTheCaller()
    {
        var caller = await SapCaller.StartAsync();
        var pending = caller.CreateAsync("MAT-HANG");
        await caller.Sap.Requests.WaitForArrivalsAsync(1, TestContext.Current.CancellationToken);

        await caller.Sap.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => pending);
        caller.Http.Dispose();
    }

    [Fact]
    public async Task Drip_KeepsSendingUntilTheCallerGoesAway()
    {
        await using var caller = await SapCaller.StartAsync();

        using (var answer = await caller.CreateAsync("MAT-DRIP-1"))
        {
            var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            var start = new byte[100];
            await body.ReadExactlyAsync(start, TestContext.Current.CancellationToken);
            Assert.EndsWith("...", System.Text.Encoding.ASCII.GetString(start), StringComparison.Ordinal);
        }

        await Wait.UntilAsync(() => caller.Sap.Requests.Counts.InFlight == 0);
    }

    [Fact]
    public async Task Events_KeepComingUntilTheCallerGoesAway()
    {
        await using var caller = await SapCaller.StartAsync();

        using (var answer = await caller.CreateAsync("MAT-EVENTS-1"))
        {
            Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
            var read = new List<string?>();
            for (var i = 0; i < 5; i++)
                read.Add(await lines.ReadLineAsync(TestContext.Current.CancellationToken));
            Assert.Equal(
                ["event: status", """data: {"number":1,"status":"WAITING"}""", "", "event: status", """data: {"number":2,"status":"WAITING"}"""], read, StringComparer.Ordinal);
        }

        await Wait.UntilAsync(() => caller.Sap.Requests.Counts.InFlight == 0);
    }

    private static async Task GiveUpAsync(SapCaller caller, string material)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var pending = caller.Http.PostAsync(new Uri(SapCaller.OrdersPath, UriKind.Relative), SapCaller.Json(SapCaller.OrderJson(material)), patience.Token);
        await Wait.UntilAsync(() => caller.Sap.Requests.Recent() is [{ Behavior: not null }]
            && (material == "MAT-HANG" || caller.Sap.PurchaseOrders.Counts.Created == 1));
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
        await Wait.UntilAsync(() => caller.Sap.Requests.Counts.InFlight == 0);
    }
}

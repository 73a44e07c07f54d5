using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Limits;

namespace ProKure.Integrations.Tests.Limits;

public sealed class RateGateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_MoreThanTheBurst_LetsInTheBurst_ThenOneAfterTheOther()
    {
        var time = new FakeTimeProvider();
        using var hub = new LimitHub(new InProcessLimitStore(time), time: time);
        var gate = hub.Rate(1, TimeSpan.FromSeconds(10), burst: 3);

        for (var i = 0; i < 3; i++)
            Assert.True((await LimitHub.WaitAsync(gate)).IsGranted);
        var waiting = Enumerable.Range(0, 2).Select(_ => LimitHub.WaitAsync(gate, TimeSpan.FromSeconds(25)).AsTask()).ToList();

        for (var let = 0; let < 2; let++)
        {
            Assert.All(waiting[let..], turn => Assert.False(turn.IsCompleted));
            while (!waiting[let].IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Delay(1, Cancel);
            }

            Assert.True((await waiting[let]).IsGranted);
        }
    }

    [Fact]
    public async Task Enter_WhoseTurnWouldComeTooLate_IsRefusedAtOnceAndToldWhen()
    {
        var time = new FakeTimeProvider();
        using var hub = new LimitHub(new InProcessLimitStore(time), time: time);
        var gate = hub.Rate(1, TimeSpan.FromSeconds(10));
        await LimitHub.WaitAsync(gate);

        // No clock moves: whoever waits for it would wait for ever.
        Assert.Equal(LimitAnswer.Refused(TimeSpan.FromSeconds(10)), await LimitHub.WaitAsync(gate, TimeSpan.FromSeconds(9)));
        Assert.Equal(LimitAnswer.Refused(TimeSpan.FromSeconds(10)), await LimitHub.WaitAsync(gate, TimeSpan.Zero));
    }

    [Fact]
    public async Task Enter_OfDeliveries_PromisesEachATimeOfItsOwnInOrder()
    {
        var time = new FakeTimeProvider();
        using var hub = new LimitHub(new InProcessLimitStore(time), time: time);
        var gate = hub.Rate(1, TimeSpan.FromSeconds(10), burst: 2);

        var answers = new List<LimitAnswer>();
        for (var i = 0; i < 6; i++)
            answers.Add(await LimitHub.DeliverAsync(gate));

        Assert.Equal([true, true, false, false, false, false], answers.Select(answer => answer.IsGranted));
        Assert.All(answers[2..].Index(), refused => Assert.InRange(
            refused.Item.RetryAfter, TimeSpan.FromSeconds(10 * (refused.Index + 1)), TimeSpan.FromSeconds((10 * (refused.Index + 1)) + 5)));
        Assert.InRange((await LimitHub.DeliverAsync(gate, hasWaited: true)).RetryAfter, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Enter_GivenUpWhileItWaits_TakesNothing()
    {
        var time = new FakeTimeProvider();
        using var hub = new LimitHub(new InProcessLimitStore(time), time: time);
        var gate = hub.Rate(1, TimeSpan.FromSeconds(10));
        await LimitHub.WaitAsync(gate);
        using var gone = new CancellationTokenSource();
        var waiting = gate.EnterAsync(new TurnRequest(LimitHub.Patience, false, false), gone.Token).AsTask();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.True((await LimitHub.DeliverAsync(gate)).IsGranted);
        Assert.False((await LimitHub.DeliverAsync(gate)).IsGranted);
    }

    [Fact]
    public async Task Enter_OfManyAtOnce_AsksForAllOfThemTogether()
    {
        var store = new SharedLimitStore(TimeProvider.System);
        using var hub = new LimitHub(store);
        var gate = hub.Rate(10, TimeSpan.FromHours(1), burst: 1_000);

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(_ => LimitHub.WaitAsync(gate).AsTask()));

        Assert.All(answers, answer => Assert.True(answer.IsGranted));
        Assert.InRange(store.Asked, 1, 500);
    }

    [Fact]
    public async Task Enter_OneByOneAtAHighLimit_AsksSeldom()
    {
        var store = new SharedLimitStore(TimeProvider.System);
        using var hub = new LimitHub(store);
        var gate = hub.Rate(100_000, TimeSpan.FromSeconds(1));

        for (var i = 0; i < 2_000; i++)
            Assert.True((await LimitHub.WaitAsync(gate)).IsGranted);

        Assert.InRange(store.Asked, 1, 500);
    }

    [Theory]
    [InlineData(100, 10)]
    [InlineData(400, 40)]
    [InlineData(30, 1)]
    public async Task Enter_OfTwoHubs_NeverExceedsTheLimit(int perSecond, int burst)
    {
        var store = new SharedLimitStore(TimeProvider.System);
        using var one = new LimitHub(store, "one", instances: 2);
        using var other = new LimitHub(store, "other", instances: 2);
        var let = 0;
        var clock = Stopwatch.StartNew();

        await Parallel.ForAsync(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 20, CancellationToken = Cancel }, async (i, _) =>
        {
            Assert.True((await LimitHub.WaitAsync((i % 2 == 0 ? one : other).Rate(perSecond, TimeSpan.FromSeconds(1), burst))).IsGranted);
            Assert.InRange(Interlocked.Increment(ref let), 1, burst + (perSecond * clock.Elapsed.TotalSeconds));
        });

        Assert.Equal(100, let);
    }

    [Fact]
    public async Task Enter_WhileTheStoreIsAway_GoesOnWithTheHubsShare()
    {
        var time = new FakeTimeProvider();
        var store = new SharedLimitStore(time) { IsAway = true };
        using var hub = new LimitHub(store, instances: 4, time: time);
        var gate = hub.Rate(4, TimeSpan.FromSeconds(1));

        Assert.False((await LimitHub.DeliverAsync(gate)).IsGranted);
        Assert.True(hub.Fleet.IsStoreAway);

        // Its share is one a second, whatever was saved up.
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.True((await LimitHub.DeliverAsync(gate)).IsGranted);
        Assert.False((await LimitHub.DeliverAsync(gate)).IsGranted);
        store.IsAway = false;
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([true, true, true, true], await LetInAsync(gate, 4));
        Assert.False(hub.Fleet.IsStoreAway);
    }

    [Fact]
    public async Task Enter_WhileTheStoreHangs_DoesNotHang()
    {
        var store = new SharedLimitStore(TimeProvider.System) { Hangs = true };
        using var hub = new LimitHub(store, options: new LimitOptions { StorePatience = TimeSpan.FromMilliseconds(50) });
        var gate = hub.Rate(1, TimeSpan.FromHours(1));

        Assert.False((await LimitHub.WaitAsync(gate, TimeSpan.FromMilliseconds(1))).IsGranted);
        Assert.True(hub.Fleet.IsStoreAway);
    }

    [Fact]
    public async Task Enter_WithAnotherPolicy_HoldsAtOnce()
    {
        var time = new FakeTimeProvider();
        using var hub = new LimitHub(new InProcessLimitStore(time), time: time);
        var gate = hub.Rate(100, TimeSpan.FromSeconds(1));
        await LimitHub.DeliverAsync(gate);

        Assert.Same(gate, hub.Gates.Of("SAP", new RateLimitPolicyConfig { Code = "Q", Requests = 2 }).Rate);

        Assert.Equal([true, true, false], await LetInAsync(gate, 3));
    }

    private static async Task<List<bool>> LetInAsync(LimitGate gate, int count)
    {
        var let = new List<bool>();
        for (var i = 0; i < count; i++)
            let.Add((await LimitHub.DeliverAsync(gate)).IsGranted);
        return let;
    }
}

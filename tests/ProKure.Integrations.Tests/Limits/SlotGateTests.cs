using System.Diagnostics;
using ProKure.Integrations.Limits;

namespace ProKure.Integrations.Tests.Limits;

public sealed class SlotGateTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Enter_WhenAllSlotsAreInUse_WaitsForTheFirstToLeave()
    {
        using var hub = new LimitHub(new InProcessLimitStore(TimeProvider.System));
        var gate = hub.Slots(2);
        Assert.True((await LimitHub.WaitAsync(gate)).IsGranted);
        Assert.True((await LimitHub.WaitAsync(gate)).IsGranted);

        var third = LimitHub.WaitAsync(gate).AsTask();
        Assert.False(third.IsCompleted);
        gate.Leave(Stopwatch.GetTimestamp());

        Assert.True((await third).IsGranted);
        Assert.Equal(2, gate.InUse);
    }

    [Fact]
    public async Task Enter_WhenItsTimeIsUp_IsRefused()
    {
        using var hub = new LimitHub(new InProcessLimitStore(TimeProvider.System));
        var gate = hub.Slots(1);
        await LimitHub.WaitAsync(gate);

        var refused = await LimitHub.WaitAsync(gate, TimeSpan.FromMilliseconds(20));

        Assert.False(refused.IsGranted);
        Assert.InRange(refused.RetryAfter, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(5));
        Assert.False((await LimitHub.DeliverAsync(gate)).IsGranted);
        Assert.Equal(1, gate.InUse);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public async Task Enter_OfTwoHubs_NeverExceedsTheLimit_AndBothHaveTheirTurns(int max)
    {
        var store = new SharedLimitStore(TimeProvider.System);
        using var one = new LimitHub(store, "one", instances: 2);
        using var other = new LimitHub(store, "other", instances: 2);
        var (inUse, done) = (0, new int[2]);

        await Parallel.ForAsync(0, 60, new ParallelOptions { MaxDegreeOfParallelism = 60, CancellationToken = Cancel }, async (i, _) =>
        {
            var gate = (i % 2 == 0 ? one : other).Slots(max);
            Assert.True((await LimitHub.WaitAsync(gate, TimeSpan.FromSeconds(50))).IsGranted);
            Assert.InRange(Interlocked.Increment(ref inUse), 1, max);
            var began = Stopwatch.GetTimestamp();
            await Task.Delay(2, Cancel);
            Interlocked.Decrement(ref inUse);
            Interlocked.Increment(ref done[i % 2]);
            gate.Leave(began);
        });

        Assert.Equal([30, 30], done);
    }

    [Fact]
    public async Task Enter_OverAndOver_AsksSeldom()
    {
        var store = new SharedLimitStore(TimeProvider.System);
        using var hub = new LimitHub(store);
        var gate = hub.Slots(4);

        for (var i = 0; i < 1_000; i++)
        {
            Assert.True((await LimitHub.WaitAsync(gate)).IsGranted);
            gate.Leave(Stopwatch.GetTimestamp());
        }

        Assert.InRange(store.Asked, 1, 100);
    }

    [Fact]
    public async Task Enter_AfterAnotherHubDied_HasItsSlotsWhenTheLeaseIsUp()
    {
        var store = new SharedLimitStore(TimeProvider.System);
        using var dead = new LimitHub(store, "dead", 2, new LimitOptions { SlotLease = TimeSpan.FromMilliseconds(300), StorePatience = TimeSpan.FromSeconds(10) });
        using var alive = new LimitHub(store, "alive", 2);
        Assert.True((await LimitHub.WaitAsync(dead.Slots(1))).IsGranted);

        Assert.False((await LimitHub.DeliverAsync(alive.Slots(1))).IsGranted);
        Assert.True((await LimitHub.WaitAsync(alive.Slots(1))).IsGranted);
    }

    [Fact]
    public async Task GiveUp_LeavesTheSlotsToTheOthersAtOnce()
    {
        var store = new SharedLimitStore(TimeProvider.System);
        using var leaving = new LimitHub(store, "leaving", 2);
        using var staying = new LimitHub(store, "staying", 2);
        await LimitHub.WaitAsync(leaving.Slots(1));
        leaving.Slots(1).Leave(Stopwatch.GetTimestamp());
        Assert.False((await LimitHub.DeliverAsync(staying.Slots(1))).IsGranted);

        await leaving.Gates.GiveUpAsync();

        Assert.True((await LimitHub.DeliverAsync(staying.Slots(1))).IsGranted);
    }

    [Fact]
    public async Task Upkeep_GivesBackWhatWasNotUsedSince()
    {
        var store = new SharedLimitStore(TimeProvider.System);
        using var idle = new LimitHub(store, "idle", 2);
        using var busy = new LimitHub(store, "busy", 2);
        await LimitHub.WaitAsync(idle.Slots(3));
        await LimitHub.WaitAsync(idle.Slots(3));
        idle.Slots(3).Leave(Stopwatch.GetTimestamp());
        idle.Slots(3).Leave(Stopwatch.GetTimestamp());

        await idle.Gates.UpkeepAsync();
        await idle.Gates.UpkeepAsync();

        for (var i = 0; i < 3; i++)
            Assert.True((await LimitHub.DeliverAsync(busy.Slots(3))).IsGranted);
    }

    [Fact]
    public async Task Enter_WhileTheStoreIsAway_GoesOnWithTheHubsShareAndNoMore()
    {
        var store = new SharedLimitStore(TimeProvider.System) { IsAway = true };
        using var hub = new LimitHub(store, instances: 2);
        var gate = hub.Slots(5);

        // The first one finds out; from then on it is known.
        await LimitHub.DeliverAsync(gate);
        while (gate.InUse < 2)
            await LimitHub.DeliverAsync(gate);

        Assert.False((await LimitHub.DeliverAsync(gate)).IsGranted);
        Assert.Equal(2, gate.InUse);
    }
}

using System.Diagnostics;
using ProKure.Integrations.Limits;

namespace ProKure.TestKit.Limits;

/// <summary>
/// What every store of limits must do. Its clock is its own and cannot be moved: what must not happen is given a long time, what must happen a short one, and waited for.
/// </summary>
public abstract class LimitStoreContract : StoreContract<ILimitStore>
{
    // So slow that nothing comes while a test runs.
    private const double Never = 0.001;
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Take_FromANewBucket_GivesWhatItHolds_AndSaysWhenTheNextComes()
    {
        Assert.Equal(new PermitGrant(3, TimeSpan.Zero), await TakeAsync(3, Never, 5));

        var rest = await TakeAsync(5, Never, 5);
        Assert.Equal(2, rest.Granted);
        Assert.InRange(rest.Next, TimeSpan.FromSeconds(900), TimeSpan.FromSeconds(1_000));
        Assert.Equal(0, (await TakeAsync(1, Never, 5)).Granted);
    }

    [Fact]
    public async Task Take_OfOneScope_LeavesTheOthersAlone()
    {
        await TakeAsync(5, Never, 5, "SAP");

        Assert.Equal(5, (await TakeAsync(9, Never, 5, "SAP/CREATE_PO")).Granted);
        Assert.Equal(0, (await TakeAsync(1, Never, 5, "SAP")).Granted);
    }

    [Fact]
    public async Task Take_WithReturnedOnes_GivesThemAgain_ButNeverMoreThanTheBucketHolds()
    {
        await TakeAsync(5, Never, 5);

        var again = await Store.TakeAsync(new PermitRequest("SAP", Never, 5, Wanted: 1, Returned: 2), Cancel);
        Assert.Equal((1, TimeSpan.Zero), (again.Granted, again.Next));
        Assert.Equal(5, (await Store.TakeAsync(new PermitRequest("SAP", Never, 5, Wanted: 9, Returned: 100), Cancel)).Granted);
    }

    [Fact]
    public async Task Take_WithAnotherCapacity_HoldsAtOnce()
    {
        await TakeAsync(0, Never, 10);

        Assert.Equal(4, (await TakeAsync(9, Never, 4)).Granted);
        Assert.Equal(0, (await TakeAsync(9, Never, 10)).Granted);
    }

    [Fact]
    public async Task Take_AfterAWhile_GivesAgain()
    {
        await TakeAsync(1, 20, 1);

        while ((await TakeAsync(1, 20, 1)).Granted == 0)
            await Task.Delay(5, Cancel);
    }

    [Fact]
    public async Task Take_ByManyAtOnce_NeverGivesMoreThanBurstAndRate()
    {
        const double rate = 200;
        const int burst = 10;
        var total = 0;
        var clock = Stopwatch.StartNew();

        await Parallel.ForAsync(0, 200, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (_, cancel) =>
        {
            var grant = await Store.TakeAsync(new PermitRequest("SAP", rate, burst, Wanted: 3), cancel);
            Interlocked.Add(ref total, grant.Granted);
        });

        Assert.InRange(total, burst, burst + (rate * clock.Elapsed.TotalSeconds));
    }

    [Fact]
    public async Task Hold_IsBoundedByWhatTheOthersHold()
    {
        Assert.Equal(new SlotGrant(3, false), await HoldAsync("a", 3));
        Assert.Equal(new SlotGrant(2, false), await HoldAsync("b", 4));

        Assert.Equal(new SlotGrant(3, true), await HoldAsync("a", 3));
        Assert.Equal(new SlotGrant(0, true), await HoldAsync("c", 1));
        Assert.Equal(new SlotGrant(5, false), await HoldAsync("a", 9, scope: "SAP/CREATE_PO"));
    }

    [Fact]
    public async Task Hold_ForFewer_LeavesTheRestToTheOthers()
    {
        await HoldAsync("a", 5);
        await HoldAsync("b", 2);

        Assert.Equal(new SlotGrant(4, true), await HoldAsync("a", 4));
        Assert.Equal(new SlotGrant(1, false), await HoldAsync("b", 2));
        await HoldAsync("a", 0);
        Assert.Equal(new SlotGrant(2, false), await HoldAsync("b", 2));
    }

    [Fact]
    public async Task Hold_ThatIsKeptThoughNotWanted_StaysHeld()
    {
        await Store.HoldAsync(new SlotRequest("SAP", "a", 5, Slots: 4, Wanted: 0, Long), Cancel);

        Assert.Equal(1, (await HoldAsync("b", 5)).Slots);
    }

    [Fact]
    public async Task Hold_WithALowerMax_TakesNothingFromTheOthers()
    {
        await HoldAsync("a", 4);

        Assert.Equal(0, (await HoldAsync("b", 2, max: 3)).Slots);
        Assert.Equal(3, (await HoldAsync("a", 4, max: 3)).Slots);
    }

    [Fact]
    public async Task Hold_AfterTheLeaseRanOut_IsFree()
    {
        await Store.HoldAsync(new SlotRequest("SAP", "dead", 5, 5, 9, Short), Cancel);

        SlotGrant grant;
        while ((grant = await HoldAsync("b", 5)).Slots < 5)
            await Task.Delay(10, Cancel);
        Assert.False(grant.IsContended);
    }

    [Fact]
    public async Task Hold_ByManyAtOnce_NeverGivesMoreThanThereAre()
    {
        for (var round = 0; round < 5; round++)
        {
            var scope = $"SAP/E{round}";
            var grants = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => HoldAsync($"hub-{i}", 3, 7, scope))));

            Assert.Equal(7, grants.Sum(grant => grant.Slots));
        }
    }

    private Task<PermitGrant> TakeAsync(int wanted, double perSecond, double capacity, string scope = "SAP") =>
        Store.TakeAsync(new PermitRequest(scope, perSecond, capacity, wanted), Cancel);

    private Task<SlotGrant> HoldAsync(string instance, int slots, int max = 5, string scope = "SAP") =>
        Store.HoldAsync(new SlotRequest(scope, instance, max, slots, slots, Long), Cancel);
}

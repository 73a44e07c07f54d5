using ProKure.Integrations.Fleet;

namespace ProKure.TestKit.Fleet;

/// <summary>
/// What every fleet store must do. Its clock is its own and cannot be moved: what must run out is given a short time and waited for, what must last is given
/// a long one.
/// </summary>
public abstract class FleetStoreContract : StoreContract<IFleetStore>
{
    private const string Role = "reconciler";
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Beat_ComesBackAsWritten_WithTheStoresTime()
    {
        var beat = Beat("hub-ö-1") with { StartedAt = new DateTimeOffset(2026, 3, 14, 9, 26, 53, 589, TimeSpan.Zero) };

        await Store.BeatAsync(beat, Cancel);

        var live = Assert.Single(await Store.GetLiveAsync(Long, Cancel));
        Assert.Equal(beat, new InstanceBeat(live.InstanceId, live.Host, live.ProcessId, live.Version, live.StartedAt));
        Assert.InRange(live.LastSeenAt, DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(500));
    }

    [Fact]
    public async Task Live_InAnEmptyStore_IsNobody() => Assert.Empty(await Store.GetLiveAsync(Long, Cancel));

    [Fact]
    public async Task Live_IsOrderedById_EachOnce()
    {
        foreach (var id in new[] { "b", "c", "a", "b" })
            await Store.BeatAsync(Beat(id), Cancel);

        Assert.Equal(["a", "b", "c"], await LiveAsync(Long));
    }

    [Fact]
    public async Task Live_LeavesOutWhoIsSilent_AndKeepsWhoBeats()
    {
        await Store.BeatAsync(Beat("silent"), Cancel);

        while (true)
        {
            await Store.BeatAsync(Beat("beating"), Cancel);
            if (await LiveAsync(Short) is ["beating"])
                break;
        }

        Assert.Equal(["beating", "silent"], await LiveAsync(Long));
        await Store.BeatAsync(Beat("silent"), Cancel);
        while (!(await LiveAsync(Short)).Contains("silent"))
            await Store.BeatAsync(Beat("silent"), Cancel);
    }

    [Fact]
    public async Task Leave_EndsTheLifeOfThatInstanceAlone()
    {
        await Store.BeatAsync(Beat("a"), Cancel);
        await Store.BeatAsync(Beat("b"), Cancel);

        await Store.LeaveAsync("a", Cancel);
        await Store.LeaveAsync("a", Cancel);
        await Store.LeaveAsync("never seen", Cancel);

        Assert.Equal(["b"], await LiveAsync(Long));
        await Store.BeatAsync(Beat("a"), Cancel);
        Assert.Equal(["a", "b"], await LiveAsync(Long));
    }

    [Fact]
    public async Task Lead_IsForOneAtATime_RoleByRole()
    {
        Assert.True(await LeadAsync("a", Long));

        Assert.False(await LeadAsync("b", Long));
        Assert.True(await LeadAsync("a", Long));
        Assert.True(await Store.TryLeadAsync("another role", "b", Long, Cancel));
        Assert.False(await LeadAsync("b", Long));
        Assert.Equal("a", await Store.FindLeaderAsync(Role, Cancel));
        Assert.Equal("b", await Store.FindLeaderAsync("another role", Cancel));
    }

    [Fact]
    public async Task Lead_AfterTheLeaseRanOut_GoesToTheNext()
    {
        Assert.True(await LeadAsync("a", Short));

        await UntilAsync(() => LeadAsync("b", Long));

        Assert.False(await LeadAsync("a", Long));
        Assert.Equal("b", await Store.FindLeaderAsync(Role, Cancel));
    }

    [Fact]
    public async Task Lead_OfALeaseThatTheClockWasSetBackUnder_IsNotWaitedFor()
    {
        Assert.True(await LeadAsync("a", Long));
        Assert.False(await LeadAsync("b", Long - TimeSpan.FromSeconds(30)));

        // As long as that no lease lasts: by the store's clock, it was taken in the future.
        Assert.True(await LeadAsync("b", TimeSpan.FromSeconds(9)));

        Assert.Equal("b", await Store.FindLeaderAsync(Role, Cancel));
        Assert.False(await LeadAsync("a", TimeSpan.FromSeconds(9)));
    }

    [Fact]
    public async Task Lead_Renewed_OutlivesTheFirstLease()
    {
        Assert.True(await LeadAsync("a", Short));
        Assert.True(await LeadAsync("a", Long));

        // Another lease as long as the first, taken after it, runs out after it.
        Assert.True(await Store.TryLeadAsync("clock", "a", Short, Cancel));
        await UntilAsync(async () => await Store.FindLeaderAsync("clock", Cancel) is null);

        Assert.False(await LeadAsync("b", Long));
        Assert.Equal("a", await Store.FindLeaderAsync(Role, Cancel));
    }

    [Fact]
    public async Task Lead_RenewedAfterItRanOut_IsStillOnesOwnWhenNobodyTookIt()
    {
        Assert.True(await LeadAsync("a", Short));
        await UntilAsync(async () => await Store.FindLeaderAsync(Role, Cancel) is null);

        Assert.True(await LeadAsync("a", Long));

        Assert.False(await LeadAsync("b", Long));
    }

    [Fact]
    public async Task Leader_OfARoleThatNobodyTook_IsNobody() => Assert.Null(await Store.FindLeaderAsync(Role, Cancel));

    [Fact]
    public async Task Resign_FreesTheRoleAtOnce()
    {
        Assert.True(await LeadAsync("a", Long));

        await Store.ResignAsync(Role, "a", Cancel);

        Assert.Null(await Store.FindLeaderAsync(Role, Cancel));
        Assert.True(await LeadAsync("b", Long));
    }

    [Fact]
    public async Task Resign_OfSomebodyElse_ChangesNothing()
    {
        Assert.True(await LeadAsync("a", Long));

        await Store.ResignAsync(Role, "b", Cancel);
        await Store.ResignAsync("nobody's role", "a", Cancel);

        Assert.False(await LeadAsync("b", Long));
    }

    [Fact]
    public async Task Leave_GivesUpAllLeasesOfThatInstance()
    {
        Assert.True(await LeadAsync("a", Long));
        Assert.True(await Store.TryLeadAsync("second", "a", Long, Cancel));
        Assert.True(await Store.TryLeadAsync("third", "b", Long, Cancel));

        await Store.LeaveAsync("a", Cancel);

        Assert.True(await LeadAsync("c", Long));
        Assert.True(await Store.TryLeadAsync("second", "c", Long, Cancel));
        Assert.False(await Store.TryLeadAsync("third", "c", Long, Cancel));
    }

    [Fact]
    public async Task Lead_ManyAtOnce_OneWins()
    {
        for (var round = 0; round < 5; round++)
        {
            var role = $"role-{round}";
            var won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Store.TryLeadAsync(role, $"hub-{i}", Long, Cancel), Cancel)));

            var winner = Array.IndexOf(won, true);
            Assert.Single(won, taken => taken);
            Assert.Equal($"hub-{winner}", await Store.FindLeaderAsync(role, Cancel));
        }
    }

    [Fact]
    public async Task Lead_ForNoTime_SaysSo() => await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => LeadAsync("a", TimeSpan.Zero));

    private static InstanceBeat Beat(string id) => new(id, "machine-1", 4711, "1.2.3", DateTimeOffset.UnixEpoch.AddYears(56));

    private Task<bool> LeadAsync(string instance, TimeSpan duration) => Store.TryLeadAsync(Role, instance, duration, Cancel);

    private async Task<string[]> LiveAsync(TimeSpan silence) => [.. (await Store.GetLiveAsync(silence, Cancel)).Select(live => live.InstanceId)];

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(10, Cancel);
    }
}

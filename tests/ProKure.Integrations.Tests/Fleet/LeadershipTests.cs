using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Fleet;

namespace ProKure.Integrations.Tests.Fleet;

public sealed class LeadershipTests
{
    private const string Role = "reconciler";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(9);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 14, 9, 26, 53, TimeSpan.Zero));
    private readonly InMemoryFleetStore _store;

    public LeadershipTests() => _store = new InMemoryFleetStore(_time);

    [Fact]
    public async Task TryRenew_OfAFreeRole_Leads()
    {
        var a = Member("a");
        Assert.Equal((false, null, TimeSpan.Zero), (a.IsHeld, a.LeadingSince, a.HeldFor));

        await a.TryRenewAsync(Cancel);

        Assert.True(a.IsHeld);
        Assert.Equal(_time.GetUtcNow(), a.LeadingSince);
    }

    [Fact]
    public async Task TryRenew_OfARoleThatAnotherHolds_Follows()
    {
        var (a, b) = (Member("a"), Member("b"));
        await a.TryRenewAsync(Cancel);

        await b.TryRenewAsync(Cancel);

        Assert.Equal((true, false), (a.IsHeld, b.IsHeld));
    }

    [Fact]
    public async Task Renewed_LeadsWithoutABreak()
    {
        var a = Member("a");
        await a.TryRenewAsync(Cancel);
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(Lease / 3);
            await a.TryRenewAsync(Cancel);
        }

        Assert.Equal(Lease / 3 * 10, a.HeldFor);
    }

    [Fact]
    public async Task StoreAway_LeadsOnlyUntilItsLeaseIsOver_AndNeverLongerThanTheStoreSays()
    {
        var (a, b) = (Member("a"), Member("b"));
        await a.TryRenewAsync(Cancel);
        _store.IsAway = true;
        _time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        await a.TryRenewAsync(Cancel);
        Assert.True(a.IsHeld);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(a.IsHeld);
        _store.IsAway = false;
        await b.TryRenewAsync(Cancel);
        await a.TryRenewAsync(Cancel);

        Assert.Equal((false, true), (a.IsHeld, b.IsHeld));
    }

    [Fact]
    public async Task LeaseThatRanOut_BeginsANewTerm_ThoughNobodyElseHadIt()
    {
        var a = Member("a");
        await a.TryRenewAsync(Cancel);
        _time.Advance(Lease * 3);

        await a.TryRenewAsync(Cancel);

        Assert.Equal((true, TimeSpan.Zero), (a.IsHeld, a.HeldFor));
    }

    [Fact]
    public async Task Keep_LeadsWhenTheLeaderIsGone_AndGivesTheRoleUpAtTheStop()
    {
        await Member("dead").TryRenewAsync(Cancel);
        var a = Member("a");
        using var stop = new CancellationTokenSource();
        var keeping = a.KeepAsync(stop.Token);
        Assert.False(a.IsHeld);

        while (!a.IsHeld)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, Cancel);
        }

        await stop.CancelAsync();
        await keeping;
        Assert.False(a.IsHeld);
        Assert.Null(await _store.FindLeaderAsync(Role, Cancel));
    }

    [Fact]
    public async Task Member_GivesSignsOfLife_AlsoAfterTheStoreWasAway_AndLeavesAtTheStop()
    {
        var options = new FleetOptions();
        using var member = new FleetMember(_store, new HubInstance("a"), Options.Create(options), _time, NullLogger<FleetMember>.Instance);
        await member.StartAsync(Cancel);
        await UntilAsync(async () => await LiveAsync(options) == "a");
        _store.IsAway = true;
        _time.Advance(options.Silence * 2);
        _store.IsAway = false;

        await UntilAsync(async () =>
        {
            _time.Advance(options.BeatInterval);
            return await LiveAsync(options) == "a";
        });

        await member.StopAsync(Cancel);
        Assert.Equal("", await LiveAsync(options));
    }

    [Fact]
    public void Options_HaveDefaultsThatFitTogether_AndFaultsAreAllNamed()
    {
        var validator = new FleetOptionsValidator();
        Assert.True(validator.Validate(null, new FleetOptions()).Succeeded);

        var faults = validator.Validate(null, new FleetOptions { BeatInterval = TimeSpan.Zero, Silence = TimeSpan.FromHours(2), LeaderLease = TimeSpan.Zero }).Failures!;

        foreach (var key in new[] { "Fleet:BeatInterval", "Fleet:Silence", "Fleet:LeaderLease" })
            Assert.Contains(faults, fault => fault.StartsWith($"{key}: Expected", StringComparison.Ordinal));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Leadership Member(string id) => new(_store, Role, new HubInstance(id), Lease, _time, NullLogger<Leadership>.Instance);

    private async Task<string> LiveAsync(FleetOptions options) =>
        string.Join(' ', (await _store.GetLiveAsync(options.Silence, Cancel)).Select(live => live.InstanceId));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
            await Task.Delay(5, Cancel);
    }
}

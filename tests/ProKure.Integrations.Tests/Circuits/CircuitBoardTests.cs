using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Limits;

namespace ProKure.Integrations.Tests.Circuits;

public sealed class CircuitBoardTests
{
    private static readonly CircuitKey Key = new("SAP", "CREATE_PO");
    private static readonly CircuitBreakerConfig Breaker = new() { MinimumCalls = 4, OpenFor = TimeSpan.FromSeconds(30) };
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly FakeTimeProvider _time = new();
    private readonly InMemoryCircuitStore _store;
    private readonly CircuitBoard _one;
    private readonly CircuitBoard _other;

    public CircuitBoardTests()
    {
        _store = new InMemoryCircuitStore(_time);
        (_one, _other) = (Board("one"), Board("other"));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Count_BelowTheMinimumOrTheRatio_LeavesTheCircuitClosed()
    {
        var circuit = Of(_one);

        Assert.All([CircuitVerdict.Fails, CircuitVerdict.Fails, CircuitVerdict.Fails], verdict => Assert.Null(circuit.Count(verdict, Breaker)));
        Assert.All(Enumerable.Repeat(CircuitVerdict.Works, 6), verdict => Assert.Null(circuit.Count(verdict, Breaker)));
        Assert.Null(circuit.Count(CircuitVerdict.Fails, Breaker));
        Assert.Null(circuit.Count(CircuitVerdict.Nothing, Breaker));
        Assert.Equal((10, 4), circuit.Counted(Breaker));
        Assert.Null(circuit.Count(CircuitVerdict.Fails, Breaker));
        Assert.Equal("6 of 12 exchanges failed within 30s.", circuit.Count(CircuitVerdict.Fails, Breaker));
    }

    [Fact]
    public void Count_WithTheBreakerOff_CountsNothing()
    {
        var circuit = Of(_one);

        Assert.All(Enumerable.Repeat(CircuitVerdict.Fails, 100), verdict => Assert.Null(circuit.Count(verdict, Breaker with { Enabled = false })));
    }

    [Fact]
    public async Task Open_OfOneHub_HoldsForTheOthersToo()
    {
        await _one.OpenAsync(Of(_one), Breaker, "It fails.");

        await _other.RefreshAsync(Cancel);

        Assert.True(Of(_one).Enter(Breaker).IsRefused);
        Assert.True(Of(_other).Enter(Breaker).IsRefused);
        Assert.Equal(TimeSpan.FromSeconds(30), Of(_other).RetryAfter(isDelivery: false, hasWaited: false));
        Assert.Equal("It fails.", Assert.Single(_other.Changed).Reason);
    }

    [Fact]
    public async Task Open_ByTwoHubsAtOnce_IsOneChange()
    {
        await Task.WhenAll(_one.OpenAsync(Of(_one), Breaker, "one"), _other.OpenAsync(Of(_other), Breaker, "other"));

        var change = Assert.Single(_store.Changes);
        Assert.Equal([change.Reason, change.Reason], [Of(_one).View.Reason, Of(_other).View.Reason]);
        Assert.Equal([CircuitState.Open, CircuitState.Open], [Of(_one).View.State, Of(_other).View.State]);
    }

    [Fact]
    public async Task Enter_WhenTheTimeIsUp_LetsOneCallOfAllHubsTry()
    {
        await OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(30));

        var (mine, theirs) = (Of(_one).Enter(Breaker), Of(_other).Enter(Breaker));
        Assert.Equal([1L, 1L], [mine.ProbedGeneration!.Value, theirs.ProbedGeneration!.Value]);
        Assert.True(await _one.TryProbeAsync(Of(_one), 1, Lease));
        Assert.False(await _other.TryProbeAsync(Of(_other), 1, Lease));

        Assert.True(Of(_one).Enter(Breaker).IsRefused);
        Assert.True(Of(_other).Enter(Breaker).IsRefused);
        Assert.Equal(1, _store.Probes);
    }

    [Fact]
    public async Task EndProbe_ThatWentWell_ClosesTheCircuitForAll()
    {
        await ProbeAsync();

        await _one.EndProbeAsync(Of(_one), 1, CircuitVerdict.Works, Breaker, null);
        await _other.RefreshAsync(Cancel);

        Assert.Equal([CircuitEntry.Pass, CircuitEntry.Pass], [Of(_one).Enter(Breaker), Of(_other).Enter(Breaker)]);
        Assert.Equal((0, 0), Of(_one).Counted(Breaker));
    }

    [Fact]
    public async Task EndProbe_ThatFailed_OpensItAnew()
    {
        await ProbeAsync();

        await _one.EndProbeAsync(Of(_one), 1, CircuitVerdict.Fails, Breaker, "HTTP 503.");

        Assert.Equal((CircuitState.Open, "The call that tried it failed: HTTP 503.", TimeSpan.FromSeconds(30)), (Of(_one).View.State, Of(_one).View.Reason, Of(_one).View.Rest));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.True(Of(_one).Enter(Breaker).IsRefused);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, Of(_one).Enter(Breaker).ProbedGeneration);
    }

    [Fact]
    public async Task EndProbe_ThatFoundNothingOut_LetsTheNextTry()
    {
        await ProbeAsync();

        await _one.EndProbeAsync(Of(_one), 1, CircuitVerdict.Nothing, Breaker, null);

        Assert.Equal(1, Of(_one).Enter(Breaker).ProbedGeneration);
        Assert.True(await _one.TryProbeAsync(Of(_one), 1, Lease));
    }

    [Fact]
    public async Task Change_ByHand_HoldsUntilItIsReset()
    {
        await _one.ChangeAsync(new CircuitChange(Key, true, true, null, "maintenance", "anna (K1)", null), Cancel);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.True(Of(_one).Enter(Breaker).IsRefused);
        Assert.True(Of(_one).Enter(Breaker with { Enabled = false }).IsRefused);

        await _one.ChangeAsync(new CircuitChange(Key, false, true, null, "known and wanted", "anna (K1)", null), Cancel);
        Assert.All(Enumerable.Repeat(CircuitVerdict.Fails, 100), verdict => Assert.Null(Of(_one).Count(verdict, Breaker)));

        await _one.ChangeAsync(new CircuitChange(Key, false, false, null, "reset", "anna (K1)", null), Cancel);
        Assert.NotNull(Enumerable.Repeat(CircuitVerdict.Fails, 4).Select(verdict => Of(_one).Count(verdict, Breaker)).ToList()[^1]);
    }

    [Fact]
    public async Task Open_OfABreakerThatIsOff_LetsCallsPass()
    {
        await OpenAsync();

        Assert.Equal(CircuitEntry.Pass, Of(_one).Enter(Breaker with { Enabled = false }));
    }

    [Fact]
    public async Task Open_WhileTheStoreIsAway_HoldsForThisHub_UntilTheStoreHasTheWord()
    {
        _store.IsAway = true;
        await _one.OpenAsync(Of(_one), Breaker, "It fails.");
        Assert.True(Of(_one).Enter(Breaker).IsRefused);
        Assert.Equal(CircuitEntry.Pass, Of(_other).Enter(Breaker));

        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(0, Of(_one).Enter(Breaker).ProbedGeneration);
        Assert.True(await _one.TryProbeAsync(Of(_one), 0, Lease));
        _store.IsAway = false;
        await _one.EndProbeAsync(Of(_one), 0, CircuitVerdict.Works, Breaker, null);

        Assert.Equal(CircuitEntry.Pass, Of(_one).Enter(Breaker));
        Assert.Equal([false], _store.Changes.Select(change => change.IsOpen));
    }

    [Fact]
    public async Task RetryAfter_OfDeliveries_IsATimeOfItsOwnForEachInOrder()
    {
        await OpenAsync();

        var waits = Enumerable.Range(0, 50).Select(_ => Of(_one).RetryAfter(isDelivery: true, hasWaited: false)).ToList();

        Assert.Equal(waits.Order(), waits);
        Assert.Equal(50, waits.Distinct().Count());
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(32)));
    }

    private async Task OpenAsync()
    {
        await _one.OpenAsync(Of(_one), Breaker, "It fails.");
        await _other.RefreshAsync(Cancel);
    }

    private async Task ProbeAsync()
    {
        await OpenAsync();
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.NotNull(Of(_one).Enter(Breaker).ProbedGeneration);
        Assert.True(await _one.TryProbeAsync(Of(_one), 1, Lease));
    }

    private CircuitBoard Board(string name) => new(
        _store, new HubInstance(name), Options.Create(new LimitOptions { StorePatience = TimeSpan.FromSeconds(10) }), _time, NullLogger<CircuitBoard>.Instance);

    private static Circuit Of(CircuitBoard board) => board.Of(Key.ToString(), Key);
}

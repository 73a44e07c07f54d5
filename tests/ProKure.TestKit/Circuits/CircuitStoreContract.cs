using ProKure.Integrations.Circuits;

namespace ProKure.TestKit.Circuits;

/// <summary>
/// What every store of circuits must do. Its clock is its own and cannot be moved: what must not happen is given a long time, what must happen a short one, and waited for.
/// </summary>
public abstract class CircuitStoreContract : StoreContract<ICircuitStore>
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);
    private static readonly CircuitKey Key = new("SAP", "CREATE_PO");

    [Fact]
    public async Task List_OfANewStore_IsEmpty() => Assert.Empty(await Store.ListAsync(Cancel));

    [Fact]
    public async Task Change_ComesBackAsWritten_WithTheStoresTime()
    {
        var changed = await OpenAsync(Long, "Größe: 10 of 20 failed.", expected: 0);

        var row = Assert.Single(await Store.ListAsync(Cancel));
        Assert.Equal(changed! with { Rest = row.Rest }, row);
        Assert.Equal(
            (Key, CircuitState.Open, false, 1L, false, "Größe: 10 of 20 failed.", CircuitChange.Hub),
            (row.Key, row.State, row.IsHeld, row.Generation, row.IsProbed, row.Reason, row.ChangedBy));
        Assert.InRange(row.Rest, TimeSpan.FromMinutes(59), Long);
        Assert.InRange(row.ChangedAt, DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(500));
    }

    [Fact]
    public async Task Change_OfAGenerationThatIsGone_ChangesNothing()
    {
        await OpenAsync(Long, "first", expected: 0);

        Assert.Null(await OpenAsync(Long, "late", expected: 0));
        Assert.Null(await CloseAsync(expected: 2));
        Assert.Null(await Store.ChangeAsync(new CircuitChange(new("SAP", "OTHER"), true, false, Long, "r", CircuitChange.Hub, 3), Cancel));
        Assert.Equal("first", Assert.Single(await Store.ListAsync(Cancel)).Reason);

        var closed = await CloseAsync(expected: 1);
        Assert.Equal((CircuitState.Closed, 2L, TimeSpan.Zero), (closed!.State, closed.Generation, closed.Rest));
    }

    [Fact]
    public async Task Change_ByMany_OfTheSameGeneration_IsMadeByOne()
    {
        var changes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => OpenAsync(Long, $"hub {i}", expected: 0))));

        var made = Assert.Single(changes, change => change is not null);
        Assert.Equal(made!.Reason, Assert.Single(await Store.ListAsync(Cancel)).Reason);
        Assert.Single(await Store.ListChangesAsync(Key, 10, Cancel));
    }

    [Fact]
    public async Task Change_ByHand_HoldsWhateverStands()
    {
        await OpenAsync(Long, "failed", expected: 0);

        var held = await Store.ChangeAsync(new CircuitChange(Key, true, true, null, "maintenance", "anna (K1)", null), Cancel);

        Assert.Equal((CircuitState.Open, true, 2L, TimeSpan.Zero, "anna (K1)"), (held!.State, held.IsHeld, held.Generation, held.Rest, held.ChangedBy));
        Assert.False(await ProbeAsync("a", 2, Long));
    }

    [Fact]
    public async Task Probe_WhileTheCircuitRests_IsForNobody()
    {
        await OpenAsync(Long, "failed", expected: 0);

        Assert.False(await ProbeAsync("a", 1, Long));
    }

    [Fact]
    public async Task Probe_WhenTheTimeIsUp_IsForOneOfAll()
    {
        await OpenAsync(TimeSpan.Zero, "failed", expected: 0);
        await UntilHalfOpenAsync();

        var probes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => ProbeAsync($"hub-{i}", 1, Long))));

        Assert.Single(probes, isProbing => isProbing);
        Assert.True(Assert.Single(await Store.ListAsync(Cancel)).IsProbed);
        Assert.False(await ProbeAsync("late", 1, Long));
        Assert.False(await ProbeAsync("late", 2, Long));
    }

    [Fact]
    public async Task Probe_ThatFoundNothingOut_LeavesItToTheNext()
    {
        await OpenAsync(TimeSpan.Zero, "failed", expected: 0);
        await UntilHalfOpenAsync();
        await ProbeAsync("a", 1, Long);

        await Store.EndProbeAsync(Key, 1, "somebody else", Cancel);
        Assert.False(await ProbeAsync("b", 1, Long));
        await Store.EndProbeAsync(Key, 1, "a", Cancel);
        Assert.True(await ProbeAsync("b", 1, Long));
    }

    [Fact]
    public async Task Probe_OfOneThatDied_IsFreeWhenItsTimeIsUp()
    {
        await OpenAsync(TimeSpan.Zero, "failed", expected: 0);
        await UntilHalfOpenAsync();
        Assert.True(await ProbeAsync("dead", 1, Short));

        while (!await ProbeAsync("b", 1, Long))
            await Task.Delay(10, Cancel);
    }

    [Fact]
    public async Task Change_EndsTheProbe()
    {
        await OpenAsync(TimeSpan.Zero, "failed", expected: 0);
        await UntilHalfOpenAsync();
        await ProbeAsync("a", 1, Long);

        await OpenAsync(TimeSpan.Zero, "failed again", expected: 1);
        await UntilHalfOpenAsync();

        Assert.False(Assert.Single(await Store.ListAsync(Cancel)).IsProbed);
        Assert.True(await ProbeAsync("b", 2, Long));
    }

    [Fact]
    public async Task ListChanges_GivesTheLatestFirst_AndKeepsAllByHand()
    {
        await Store.ChangeAsync(new CircuitChange(Key, true, true, null, "by hand", "anna (K1)", null), Cancel);
        for (var i = 1; i <= CircuitChange.KeptOfHub + 3; i++)
            await OpenAsync(Long, $"change {i}", expected: i);
        await Store.ChangeAsync(new CircuitChange(new("SAP", "OTHER"), true, false, Long, "other", CircuitChange.Hub, 0), Cancel);

        var all = await Store.ListChangesAsync(Key, 1_000, Cancel);

        Assert.Equal(CircuitChange.KeptOfHub + 1, all.Count);
        Assert.Equal(("change 103", 104L), (all[0].Reason, all[0].Generation));
        Assert.Equal((1L, true, true, "by hand", "anna (K1)"), (all[^1].Generation, all[^1].IsOpen, all[^1].IsHeld, all[^1].Reason, all[^1].ChangedBy));
        Assert.Equal("change 4", all[^2].Reason);
        Assert.Equal(2, (await Store.ListChangesAsync(Key, 2, Cancel)).Count);
    }

    [Fact]
    public async Task List_IsOrderedBySystemAndEndpoint()
    {
        foreach (var (system, endpoint) in new[] { ("SAP", "B"), ("ORACLE", "Z"), ("SAP", "A") })
            await Store.ChangeAsync(new CircuitChange(new(system, endpoint), true, false, Long, "r", CircuitChange.Hub, 0), Cancel);

        Assert.Equal(["ORACLE/Z", "SAP/A", "SAP/B"], (await Store.ListAsync(Cancel)).Select(row => row.Key.ToString()), StringComparer.Ordinal);
    }

    private Task<CircuitRow?> OpenAsync(TimeSpan openFor, string reason, long? expected) =>
        Store.ChangeAsync(new CircuitChange(Key, true, false, openFor, reason, CircuitChange.Hub, expected), Cancel);

    private Task<CircuitRow?> CloseAsync(long? expected) =>
        Store.ChangeAsync(new CircuitChange(Key, false, false, null, "The call that tried it went well.", CircuitChange.Hub, expected), Cancel);

    private Task<bool> ProbeAsync(string instance, long generation, TimeSpan lease) => Store.TryProbeAsync(Key, generation, instance, lease, Cancel);

    private async Task UntilHalfOpenAsync()
    {
        while ((await Store.ListAsync(Cancel)).Single(row => row.Key == Key).State != CircuitState.HalfOpen)
            await Task.Delay(1, Cancel);
    }
}

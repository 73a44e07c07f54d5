using ProKure.Integrations.Auditing;
using ProKure.Integrations.Erasure;

namespace ProKure.TestKit.Erasure;

/// <summary>What every store of orders to erase must do.</summary>
public abstract class ErasureStoreContract : StoreContract<IErasureStore>
{
    /// <summary>The audit trail on the same store.</summary>
    protected abstract IAuditTrail Trail { get; }

    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public async Task Create_ComesBackAsWritten()
    {
        var whole = Order() with
        {
            State = ErasureState.Completed,
            DecidedAt = _now.AddMinutes(1),
            DecidedBy = "Größe (K2)",
            EndedAt = _now.AddMinutes(2),
            LookedAt = _now.AddMinutes(3),
            Report = Report(7),
        };
        await Store.CreateAsync(whole, Cancel);
        var bare = await CreateAsync();

        Same(whole, await Store.FindAsync(whole.Id, Cancel));
        Same(bare, await Store.FindAsync(bare.Id, Cancel));
        Assert.Null(await Store.FindAsync(Guid.CreateVersion7(), Cancel));
    }

    [Fact]
    public async Task List_GivesTheNewestFirst_PageByPage()
    {
        var (first, second, third) = (await CreateAsync(), await CreateAsync(), await CreateAsync());

        var page = await Store.ListAsync(null, 2, Cancel);
        Assert.Equal([third.Id, second.Id], page.Items.Select(order => order.Id));
        var last = await Store.ListAsync(Guid.Parse(page.NextCursor!), 2, Cancel);
        Assert.Equal(first.Id, Assert.Single(last.Items).Id);
        Assert.Null(last.NextCursor);
    }

    [Fact]
    public async Task Decide_IsForOrdersThatWait_AndOnlyOnce()
    {
        var waiting = await CreateAsync(ErasureState.WaitingForApproval);
        var running = await CreateAsync();

        Assert.False(await Store.DecideAsync(running.Id, ErasureState.Rejected, "b (K2)", _now, Cancel));
        Assert.True(await Store.DecideAsync(waiting.Id, ErasureState.Running, "b (K2)", _now, Cancel));
        Assert.False(await Store.DecideAsync(waiting.Id, ErasureState.Rejected, "c (K3)", _now, Cancel));

        Same(waiting with { State = ErasureState.Running, DecidedAt = _now, DecidedBy = "b (K2)" }, await Store.FindAsync(waiting.Id, Cancel));
    }

    [Fact]
    public async Task Report_EndsTheOrder_AndALaterOneKeepsWhenItEnded()
    {
        var order = await CreateAsync();
        var (first, second) = (Report(1), Report(2) with { EndedAt = _now.AddHours(5) });

        Assert.True(await Store.ReportAsync(order, first, null, Cancel));
        Assert.True(await Store.ReportAsync((await Store.FindAsync(order.Id, Cancel))!, second, null, Cancel));

        Same(
            order with { State = ErasureState.Completed, EndedAt = first.EndedAt, LookedAt = second.EndedAt, Report = second },
            await Store.FindAsync(order.Id, Cancel));
    }

    [Fact]
    public async Task Report_OfAnOrderThatIsNotToBeCarriedOut_ChangesNothing()
    {
        var order = await CreateAsync(ErasureState.WaitingForApproval);

        Assert.False(await Store.ReportAsync(order, Report(1), Entry(order), Cancel));

        Same(order, await Store.FindAsync(order.Id, Cancel));
        Assert.Empty((await Trail.ListAsync(new AuditQuery { Limit = 10 }, Cancel)).Items);
    }

    [Fact]
    public async Task Report_WithAnEntry_IsPutDownOnce_HoweverManyReport()
    {
        var order = await CreateAsync();

        Assert.True(await Store.ReportAsync(order, Report(1), Entry(order), Cancel));
        Assert.False(await Store.ReportAsync(order, Report(2), Entry(order), Cancel));

        Assert.Equal(1, (await Store.FindAsync(order.Id, Cancel))!.Report!.Looks);
        var entry = Assert.Single((await Trail.ListAsync(new AuditQuery { Limit = 10 }, Cancel)).Items);
        Assert.Equal(("hub", "erasure.completed", "SUPPLIER:4711:Ä"), (entry.Actor, entry.Action, entry.Subject));
    }

    [Fact]
    public async Task ListRemembered_GivesWhatRuns_AndWhatEndedSince_OldestFirst()
    {
        await CreateAsync(ErasureState.WaitingForApproval);
        await CreateAsync(ErasureState.Rejected);
        var (old, recent, running) = (await CreateAsync(), await CreateAsync(), await CreateAsync());
        await Store.ReportAsync(old, Report(1) with { EndedAt = _now.AddDays(1) }, null, Cancel);
        await Store.ReportAsync(recent, Report(1) with { EndedAt = _now.AddDays(2) }, null, Cancel);

        Assert.Equal([recent.Id, running.Id], (await Store.ListRememberedAsync(_now.AddDays(2), Cancel)).Select(order => order.Id));
        Assert.Equal([old.Id, recent.Id, running.Id], (await Store.ListRememberedAsync(_now, Cancel)).Select(order => order.Id));
    }

    private static void Same(ErasureOrder expected, ErasureOrder? found)
    {
        Assert.NotNull(found);
        Assert.Equal(expected with { Report = null }, found with { Report = null });
        Assert.Equivalent(expected.Report, found.Report, strict: true);
    }

    private static AuditEntry Entry(ErasureOrder order) => AuditEntry.New(TimeProvider.System, AuditEntry.Hub, "erasure.completed", order.Entity.ToString());

    private ErasureReport Report(int count) => new()
    {
        InstanceId = "hub-1",
        BeganAt = _now,
        EndedAt = _now.AddSeconds(count),
        Looks = count,
        Removed = new ErasureCounts { Documents = count, Bodies = 2, SpoolRecords = 3, Deliveries = 4, Answers = 5, Archived = 6 },
        Erased = [new ErasedEndpoint("SAP", "CREATE_PO", count)],
        Refused = new ErasureRefusals(1, 4, 2, 3, [Guid.CreateVersion7()], [], [Guid.CreateVersion7(), Guid.CreateVersion7()]),
        Verification = new ErasureVerification(_now, 9, 0, 1, 2, 3, 4, 5),
        Remarks = ["Größe"],
    };

    private async Task<ErasureOrder> CreateAsync(ErasureState state = ErasureState.Running)
    {
        var order = Order() with { State = state };
        await Store.CreateAsync(order, Cancel);
        return order;
    }

    private ErasureOrder Order()
    {
        _now += TimeSpan.FromMilliseconds(5);
        return new ErasureOrder
        {
            Id = Guid.CreateVersion7(_now),
            Entity = new BusinessEntity("SUPPLIER", "4711:Ä"),
            Reason = "asked for",
            State = ErasureState.Running,
            CreatedAt = _now,
            CreatedBy = "a (K1)",
        };
    }
}

using ProKure.Integrations;
using ProKure.Integrations.Auditing;

namespace ProKure.TestKit.Auditing;

/// <summary>What every store of the audit trail must do.</summary>
public abstract class AuditTrailContract : StoreContract<IAuditTrail>
{
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public async Task List_OfANewTrail_IsEmpty() => Assert.Equal((0, null), Counted(await ListAsync()));

    [Fact]
    public async Task Add_ComesBackAsWritten()
    {
        var whole = Entry("Größe (K1)", "erasure.requested", "SUPPLIER:4711", """{"reason":"asked \u0000for","count":3}""");
        await Store.AddAsync(whole, Cancel);
        var bare = Entry(AuditEntry.Hub, "archive.verified", "archive/1");
        await Store.AddAsync(bare, Cancel);

        Assert.Equal([bare, whole], (await ListAsync()).Items);
    }

    [Fact]
    public async Task Add_Again_IsANoOp()
    {
        var entry = await AddAsync("erasure.completed");

        await Store.AddAsync(entry with { Actor = "somebody else" }, Cancel);

        Assert.Equal(entry, Assert.Single((await ListAsync()).Items));
    }

    [Fact]
    public async Task List_ByEachCondition_GivesWhatMatchesIt()
    {
        var requested = await AddAsync("erasure.requested", "anna (K1)", "SUPPLIER:4711");
        var completed = await AddAsync("erasure.completed", AuditEntry.Hub, "SUPPLIER:4711");
        var placed = await AddAsync("hold.placed", "anna (K1)", "SUPPLIER:4712");

        Assert.Equal([placed, requested], (await ListAsync(new AuditQuery { Actor = "anna (K1)", Limit = 10 })).Items);
        Assert.Equal([completed], (await ListAsync(new AuditQuery { Action = "erasure.completed", Limit = 10 })).Items);
        Assert.Equal([completed, requested], (await ListAsync(new AuditQuery { Action = "erasure.", Limit = 10 })).Items);
        Assert.Empty((await ListAsync(new AuditQuery { Action = "erasure", Limit = 10 })).Items);
        Assert.Equal([completed, requested], (await ListAsync(new AuditQuery { Subject = "SUPPLIER:4711", Limit = 10 })).Items);
        Assert.Equal([placed, completed], (await ListAsync(new AuditQuery { From = completed.At, Limit = 10 })).Items);
        Assert.Equal([requested], (await ListAsync(new AuditQuery { To = completed.At, Limit = 10 })).Items);
        Assert.Equal([completed], (await ListAsync(new AuditQuery { Actor = AuditEntry.Hub, Subject = "SUPPLIER:4711", Action = "erasure.", Limit = 10 })).Items);
        Assert.Empty((await ListAsync(new AuditQuery { Actor = "anna (K1)", Subject = "SUPPLIER:4711", To = requested.At, Limit = 10 })).Items);
    }

    [Fact]
    public async Task List_PageByPage_GivesEachEntryOnce()
    {
        var added = new List<AuditEntry>();
        for (var i = 0; i < 5; i++)
            added.Insert(0, await AddAsync($"area.act{i}"));

        var read = new List<AuditEntry>();
        Guid? after = null;
        do
        {
            var page = await ListAsync(new AuditQuery { After = after, Limit = 2 });
            Assert.InRange(page.Items.Count, 1, 2);
            read.AddRange(page.Items);
            after = page.NextCursor is { } cursor ? Guid.Parse(cursor) : null;
        }
        while (after is not null);

        Assert.Equal(added, read);
    }

    [Fact]
    public async Task Add_OfADetailThatIsNoObject_IsRefused() =>
        await Assert.ThrowsAnyAsync<Exception>(() => Store.AddAsync(Entry("a", "b.c", "d", "[1]"), Cancel));

    private static (int Count, string? Cursor) Counted(Page<AuditEntry> page) => (page.Items.Count, page.NextCursor);

    private Task<Page<AuditEntry>> ListAsync(AuditQuery? query = null) => Store.ListAsync(query ?? new AuditQuery { Limit = 10 }, Cancel);

    private async Task<AuditEntry> AddAsync(string action, string actor = "anna (K1)", string subject = "SUPPLIER:1")
    {
        var entry = Entry(actor, action, subject);
        await Store.AddAsync(entry, Cancel);
        return entry;
    }

    private AuditEntry Entry(string actor, string action, string subject, string? detail = null)
    {
        _now += TimeSpan.FromMilliseconds(5);
        return new AuditEntry { Id = Guid.CreateVersion7(_now), At = _now, Actor = actor, Action = action, Subject = subject, Detail = detail };
    }
}

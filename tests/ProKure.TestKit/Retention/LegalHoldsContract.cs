using ProKure.Integrations.Retention;

namespace ProKure.TestKit.Retention;

/// <summary>What every store of legal holds must do.</summary>
public abstract class LegalHoldsContract : StoreContract<ILegalHolds>
{
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, 250, TimeSpan.Zero);

    [Fact]
    public async Task Add_ComesBackAsWritten_AndAgainIsANoOp()
    {
        var whole = Hold() with
        {
            Scope = new HoldScope
            {
                RequestId = Guid.CreateVersion7(_now),
                CorrelationId = "c-1",
                EntityType = "INVOICE",
                EntityId = "Größe",
                SystemCode = "SAP",
                EndpointCode = "PAY",
                From = _now.AddDays(-1),
                To = _now,
            },
        };
        var bare = Hold();
        await Store.AddAsync(whole, Cancel);
        await Store.AddAsync(bare, Cancel);
        await Store.AddAsync(whole with { Reason = "another" }, Cancel);

        Assert.Equal(whole, await Store.FindAsync(whole.Id, Cancel));
        Assert.Equal([whole, bare], await Store.ListActiveAsync(Cancel));
        Assert.Empty(await Store.ListUnclearedAsync(Cancel));
        Assert.Null(await Store.FindAsync(Guid.CreateVersion7(_now), Cancel));
    }

    [Fact]
    public async Task Release_CountsOnce_AndIsUnclearedUntilNoted()
    {
        var hold = Hold();
        await Store.AddAsync(hold, Cancel);

        var released = await Store.ReleaseAsync(hold.Id, "anna (K1)", _now.AddHours(1), Cancel);
        Assert.Equal(hold with { ReleasedAt = _now.AddHours(1), ReleasedBy = "anna (K1)" }, released);
        Assert.Equal(released, await Store.ReleaseAsync(hold.Id, "bert (K2)", _now.AddHours(2), Cancel));
        Assert.Empty(await Store.ListActiveAsync(Cancel));
        Assert.Equal([released!], await Store.ListUnclearedAsync(Cancel));

        await Store.NoteClearedAsync(hold.Id, _now.AddHours(3), Cancel);
        Assert.Empty(await Store.ListUnclearedAsync(Cancel));
        Assert.Equal(_now.AddHours(3), (await Store.FindAsync(hold.Id, Cancel))!.ClearedAt);
        Assert.Null(await Store.ReleaseAsync(Guid.CreateVersion7(_now), "anna (K1)", _now, Cancel));
    }

    [Fact]
    public async Task NoteCleared_OfOneInForce_DoesNothing()
    {
        var hold = Hold();
        await Store.AddAsync(hold, Cancel);

        await Store.NoteClearedAsync(hold.Id, _now, Cancel);

        Assert.Equal(hold, await Store.FindAsync(hold.Id, Cancel));
    }

    [Fact]
    public async Task List_PageByPage_GivesEachOnce_NewestFirst()
    {
        var added = new List<LegalHold>();
        for (var i = 0; i < 5; i++)
        {
            added.Insert(0, Hold());
            await Store.AddAsync(added[0], Cancel);
        }

        var first = await Store.ListAsync(null, 3, Cancel);
        var second = await Store.ListAsync(Guid.Parse(first.NextCursor!), 3, Cancel);

        Assert.Equal(added, [.. first.Items, .. second.Items]);
        Assert.Null(second.NextCursor);
    }

    private LegalHold Hold()
    {
        _now = _now.AddSeconds(1);
        return new LegalHold { Id = Guid.CreateVersion7(_now), Scope = new HoldScope { SystemCode = "SAP" }, Reason = "Lawsuit 4711", PlacedAt = _now, PlacedBy = "anna (K1)" };
    }
}

using ProKure.Integrations.Archives;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Tests.Archives;

public sealed class LegalHoldsOfArchiveTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 9, 26, 53, TimeSpan.Zero);
    private static readonly ArchiveUnit Unit = new("AUDIT", "SAP", new DateOnly(2026, 3, 14));
    private static readonly ArchiveIndexEntry Document = Entry("PO-1", Start);

    public static TheoryData<HoldScope, bool> Scopes => new()
    {
        { new HoldScope { RequestId = Document.RequestId }, true },
        { new HoldScope { RequestId = Guid.CreateVersion7() }, false },
        { new HoldScope { CorrelationId = "act-1" }, true },
        { new HoldScope { CorrelationId = "act-2" }, false },
        { new HoldScope { EntityType = "PURCHASE_ORDER", EntityId = "PO-1" }, true },
        { new HoldScope { EntityType = "PURCHASE_ORDER", EntityId = "PO-2" }, false },
        { new HoldScope { EntityType = "SUPPLIER", EntityId = "PO-1" }, false },
        { new HoldScope { SystemCode = "SAP" }, true },
        { new HoldScope { SystemCode = "ORACLE" }, false },
        { new HoldScope { SystemCode = "SAP", EndpointCode = "CREATE_PO" }, true },
        { new HoldScope { SystemCode = "SAP", EndpointCode = "GET_PO" }, false },
        { new HoldScope { From = Start, To = Start.AddSeconds(1) }, true },
        { new HoldScope { From = Start.AddSeconds(1) }, false },
        { new HoldScope { To = Start }, false },
        { new HoldScope { SystemCode = "SAP", EntityType = "PURCHASE_ORDER", EntityId = "PO-2" }, false },
    };

    [Theory]
    [MemberData(nameof(Scopes))]
    public async Task CoverAny_ByEveryKindOfScope_SaysWhatItSaysOfTheLog(HoldScope scope, bool covers)
    {
        var holds = new HoldsInForce(scope);

        Assert.Equal(covers, await new LegalHoldsOfArchive(holds).CoverAnyAsync(Unit, [Document], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CoverAny_OfManyDocumentsAndHolds_IsTrueWhereOneMeetsOne()
    {
        var holds = new HoldsInForce(new HoldScope { EntityId = "PO-9" }, new HoldScope { EntityId = "PO-2" });
        ArchiveIndexEntry[] documents = [Document, Entry("PO-2", Start.AddSeconds(1)), Entry(null, Start)];

        Assert.True(await new LegalHoldsOfArchive(holds).CoverAnyAsync(Unit, documents, TestContext.Current.CancellationToken));
        Assert.False(await new LegalHoldsOfArchive(holds).CoverAnyAsync(Unit, [Document, documents[2]], TestContext.Current.CancellationToken));
        Assert.False(await new LegalHoldsOfArchive(holds).CoverAnyAsync(Unit, [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task CoverAny_WithoutHolds_IsFalse() =>
        Assert.False(await new LegalHoldsOfArchive(new HoldsInForce()).CoverAnyAsync(Unit, [Document], TestContext.Current.CancellationToken));

    [Fact]
    public async Task CoverAny_WhileTheHoldsCannotBeRead_SaysNothing() =>
        await Assert.ThrowsAsync<StoreUnavailableException>(
            () => new LegalHoldsOfArchive(new HoldsInForce { IsAway = true }).CoverAnyAsync(Unit, [Document], TestContext.Current.CancellationToken));

    private static ArchiveIndexEntry Entry(string? order, DateTimeOffset startedAt) => new()
    {
        RequestId = Guid.CreateVersion7(startedAt),
        CorrelationId = "act-1",
        EndpointCode = "CREATE_PO",
        EntityType = order is null ? null : "PURCHASE_ORDER",
        EntityId = order,
        Status = LogStatus.Success,
        StartedAt = startedAt,
        Offset = 0,
        Length = 100,
    };

    /// <summary>Holds that are in force; nothing else can be asked of them.</summary>
    private sealed class HoldsInForce(params HoldScope[] scopes) : ILegalHolds
    {
        public bool IsAway { get; init; }

        public Task<IReadOnlyList<LegalHold>> ListActiveAsync(CancellationToken cancellationToken) => IsAway
            ? Task.FromException<IReadOnlyList<LegalHold>>(new StoreUnavailableException("The store is away."))
            : Task.FromResult<IReadOnlyList<LegalHold>>(
                [.. scopes.Select(scope => new LegalHold { Id = Guid.CreateVersion7(), Scope = scope, Reason = "test", PlacedAt = Start, PlacedBy = "test" })]);

        public Task AddAsync(LegalHold hold, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<LegalHold?> ReleaseAsync(Guid id, string by, DateTimeOffset at, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task NoteClearedAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<LegalHold?> FindAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<IReadOnlyList<LegalHold>> ListUnclearedAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Page<LegalHold>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}

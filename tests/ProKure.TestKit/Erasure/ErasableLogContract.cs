using ProKure.Integrations.Erasure;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.TestKit.Erasure;

/// <summary>A log store and its erasure.</summary>
/// <param name="Log">The log.</param>
/// <param name="Erasable">Its erasure.</param>
public sealed record ErasableStores(IIntegrationLogStore Log, IErasableLog Erasable);

/// <summary>What every log store must do when content is erased.</summary>
public abstract class ErasableLogContract : StoreContract<ErasableStores>
{
    private static readonly DateTimeOffset At = LogDocuments.Start.AddDays(3);

    [Fact]
    public async Task Erase_TakesTheContentAndLeavesTheRest()
    {
        var document = LogDocuments.WithEveryField().With(entry => entry with { LegalHold = false, ErasedAt = null });
        var other = LogDocuments.Completed();
        await WriteAsync(document, other);

        var erased = Assert.Single(await EraseAsync(document.Entry));

        var found = await FindAsync(document);
        LogAssert.Same(Erased.Of(document, At), found);
        Assert.Equal(("https://sap.example/api/orders", "[ERASED]", null, At), (found!.Entry.RequestUrl, found.Entry.Error!.Message, found.Entry.Error.StackTrace, found.Entry.ErasedAt));
        Assert.Equal(document.Entry.RequestId, erased.RequestId);
        Assert.Equal(
            new[] { document.Request?.Reference?.Key, document.Response?.Reference?.Key }.OfType<string>().Order(StringComparer.Ordinal),
            erased.ObjectKeys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        LogAssert.Same(other, await FindAsync(other));
    }

    [Fact]
    public async Task Erase_Again_ChangesNothing()
    {
        var document = LogDocuments.Fail(LogDocuments.Pending());
        await WriteAsync(document);

        Assert.Single(await EraseAsync(document.Entry));
        var once = await FindAsync(document);
        Assert.Empty(Assert.Single(await EraseAsync(document.Entry)).ObjectKeys);

        LogAssert.Same(once!, await FindAsync(document));
    }

    [Fact]
    public async Task Erase_OfADocumentThatIsHeldOrInFlightOrGone_LeavesIt()
    {
        var held = LogDocuments.Completed().With(entry => entry with { LegalHold = true });
        var pending = LogDocuments.Pending();
        await WriteAsync(held);
        await Store.Log.WriteAsync([pending.AsInsert()], Cancel);

        Assert.Empty(await EraseAsync(held.Entry, held.Entry with { LegalHold = false }, pending.Entry, LogDocuments.Completed().Entry));

        LogAssert.Same(held, await FindAsync(held));
        LogAssert.Same(pending, await FindAsync(pending));
    }

    [Fact]
    public async Task Erase_OfADocumentThatChangedSinceItWasSeen_LeavesIt()
    {
        var document = LogDocuments.Completed();
        await WriteAsync(document);

        Assert.Empty(await EraseAsync(document.Entry with { Status = LogStatus.Unknown }));

        LogAssert.Same(document, await FindAsync(document));
    }

    [Fact]
    public async Task Completion_ThatComesAfterAnUnknownDocumentWasErased_SaysThatThereIsContentAgain()
    {
        var pending = LogDocuments.Pending();
        await Store.Log.WriteAsync([pending.AsInsert()], Cancel);
        var lost = Assert.Single(await Store.Log.MarkLostAsync([], LogDocuments.Start.AddDays(1), LogDocuments.Start.AddDays(1), Cancel));
        Assert.Single(await EraseAsync(lost));
        Assert.Equal(At, (await FindAsync(pending))!.Entry.ErasedAt);

        await Store.Log.WriteAsync([new LogWrite(LogWriteKind.Complete, LogDocuments.Complete(pending))], Cancel);

        var late = await FindAsync(pending);
        Assert.Null(late!.Entry.ErasedAt);
        Assert.NotNull(late.Response);
        Assert.Single(await EraseAsync(late.Entry));
        Assert.Null((await FindAsync(pending))!.Response);
    }

    [Fact]
    public async Task Completion_OfAnErasedDocument_IsKeptAsErased()
    {
        var erased = Erased.Of(LogDocuments.Completed(), At);

        await Store.Log.WriteAsync([new LogWrite(LogWriteKind.Complete, erased)], Cancel);

        LogAssert.Same(erased, await FindAsync(erased));
    }

    [Fact]
    public async Task Compact_LeavesEverythingReadable()
    {
        var (document, other) = (LogDocuments.Completed(), LogDocuments.Completed(LogDocuments.Start.AddSeconds(1)));
        await WriteAsync(document, other);
        await EraseAsync(document.Entry);

        await Store.Erasable.CompactAsync(1 << 30, Cancel);

        LogAssert.Same(Erased.Of(document, At), await FindAsync(document));
        LogAssert.Same(other, await FindAsync(other));
        await WriteAsync(LogDocuments.Completed(LogDocuments.Start.AddSeconds(2)));
    }

    /// <summary>Writes completions, as calls that are over.</summary>
    protected async Task WriteAsync(params LogDocument[] documents) =>
        Assert.Empty(await Store.Log.WriteAsync([.. documents.Select(document => new LogWrite(LogWriteKind.Complete, document))], Cancel));

    /// <summary>The stored form of a document.</summary>
    protected Task<LogDocument?> FindAsync(LogDocument document) => Store.Log.FindAsync(document.Entry.RequestId, Cancel);

    /// <summary>Erases documents as they were seen.</summary>
    protected Task<IReadOnlyList<ErasedDocument>> EraseAsync(params LogEntry[] seen) => Store.Erasable.EraseAsync(seen, At, Cancel);
}

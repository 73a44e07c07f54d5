using ProKure.Integrations.Logging;

namespace ProKure.TestKit.Logging;

public abstract partial class LogStoreContract
{
    private static readonly byte[] Original = [.. Enumerable.Range(0, 4_000).Select(i => (byte)i)];

    [Fact]
    public async Task Original_IsGivenBackOnlyWhereItIsAskedFor()
    {
        var document = With(LogDocuments.Pending(), Original);

        await WriteAsync(document.AsInsert());

        Assert.Equal(Original, (await OriginalOfAsync(document))!.Value.ToArray());
        var found = (await FindAsync(document))!;
        LogAssert.Same(document, found);
        Assert.Null(found.Original);
        Assert.All([.. await AllAsync(new LogQuery()), .. (await TraceAsync(document)).Select(traced => traced.Entry)], entry => Assert.True(entry.HasOriginal));
        Assert.All(await TraceAsync(document), traced => Assert.Null(traced.Original));
    }

    [Fact]
    public async Task Original_OfADocumentThatHasNone_IsNull()
    {
        var document = LogDocuments.Pending();
        await WriteAsync(document.AsInsert());

        Assert.Null(await OriginalOfAsync(document));
        Assert.Null(await Store.FindOriginalAsync(Guid.CreateVersion7(), Cancel));
        Assert.False((await FindAsync(document))!.Entry.HasOriginal);
    }

    [Fact]
    public async Task Original_AsLongAsItMayBe_ComesBackWhole()
    {
        var longest = new byte[1_000_000];
        new Random(4711).NextBytes(longest);
        var document = With(LogDocuments.Pending(), longest);

        await WriteAsync(document.AsInsert());

        Assert.Equal(longest, (await OriginalOfAsync(document))!.Value.ToArray());
    }

    [Fact]
    public async Task Completion_ThatSaysNothingOfIt_LeavesTheOriginal()
    {
        var pending = With(LogDocuments.Pending(), Original);
        await WriteAsync(pending.AsInsert());

        await WriteAsync(LogDocuments.Fail(pending).AsCompletion() with { Document = LogDocuments.Fail(pending) with { Original = null } });

        Assert.Equal(Original, (await OriginalOfAsync(pending))!.Value.ToArray());
    }

    [Fact]
    public async Task Completion_WithAnOriginal_AddsIt()
    {
        var pending = LogDocuments.Pending();
        await WriteAsync(pending.AsInsert());

        await WriteAsync(With(LogDocuments.Fail(pending), Original).AsCompletion());

        Assert.Equal(Original, (await OriginalOfAsync(pending))!.Value.ToArray());
        Assert.True((await FindAsync(pending))!.Entry.HasOriginal);
    }

    [Fact]
    public async Task Completion_ThatSaysThereIsNoneAnyMore_TakesItAway()
    {
        var pending = With(LogDocuments.Pending(), Original);
        await WriteAsync(pending.AsInsert());
        var completed = With(LogDocuments.Complete(pending), []);

        await WriteAsync(completed.AsCompletion());

        Assert.Null(await OriginalOfAsync(pending));
        LogAssert.Same(completed, await FindAsync(pending));
    }

    [Fact]
    public async Task Completion_WhoseInsertWasLost_HasItsOriginal()
    {
        var failed = With(LogDocuments.Fail(LogDocuments.Pending()), Original);

        await WriteAsync(failed.AsCompletion());

        Assert.Equal(Original, (await OriginalOfAsync(failed))!.Value.ToArray());
    }

    [Fact]
    public async Task MarkLost_LeavesTheOriginal_AndSaysThatItIsThere()
    {
        var pending = With(LogDocuments.Pending(), Original);
        await WriteAsync(pending.AsInsert());

        var marked = await Store.MarkLostAsync([], LogDocuments.Start.AddHours(1), LogDocuments.Start.AddHours(2), Cancel);

        Assert.True(Assert.Single(marked).HasOriginal);
        Assert.Equal(Original, (await OriginalOfAsync(pending))!.Value.ToArray());
    }

    [Fact]
    public async Task RemoveOriginals_TakesThemAway_AndNothingElse()
    {
        var first = With(LogDocuments.Pending(), Original);
        var second = With(LogDocuments.Pending(), Original);
        var without = LogDocuments.Pending();
        await WriteAsync(first.AsInsert(), second.AsInsert(), without.AsInsert());

        Assert.Equal(1, await Store.RemoveOriginalsAsync([first.Entry.RequestId, without.Entry.RequestId, Guid.CreateVersion7()], Cancel));

        Assert.Null(await OriginalOfAsync(first));
        LogAssert.Same(With(first, []), await FindAsync(first));
        Assert.NotNull(await OriginalOfAsync(second));
        Assert.Equal(0, await Store.RemoveOriginalsAsync([first.Entry.RequestId], Cancel));
    }

    private static LogDocument With(LogDocument document, byte[] original) => document with
    {
        Original = original,
        Entry = document.Entry with { HasOriginal = original.Length > 0 },
    };

    private Task<ReadOnlyMemory<byte>?> OriginalOfAsync(LogDocument document) => Store.FindOriginalAsync(document.Entry.RequestId, Cancel);

    private Task<IReadOnlyList<LogDocument>> TraceAsync(LogDocument document) => Store.TraceAsync(document.Entry.CorrelationId, Cancel);
}

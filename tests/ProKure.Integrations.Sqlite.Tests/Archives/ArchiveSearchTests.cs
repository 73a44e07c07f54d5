using ProKure.Integrations.Archives;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Retention;
using ProKure.TestKit.Archives;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Sqlite.Tests.Archives;

public sealed class ArchiveSearchTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly ArchivePolicy Audit = new("AUDIT", 1, null);

    private readonly SqliteArchive _files = new();
    private readonly ListedHolds _holds = new();
    private readonly TestArchive _archive;

    public ArchiveSearchTests() =>
        _archive = new TestArchive(_files.Stores, new AheadOfTime(TimeSpan.Zero), new ArchiveOptions { MaxDocuments = 4, WorkFolder = _files.WorkFolder }, holds: _holds);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Search_ByEachCondition_FindsNewestFirst()
    {
        var (first, second, third) = (Ended(Noon), Ended(Noon.AddMinutes(1), entityId: "PO-2"), Ended(Noon.AddDays(-1), system: "ERP", entityId: "PO-2"));
        var refused = LogDocuments.Fail(LogDocuments.Pending(Noon.AddDays(1))).With(entry => entry with { RetentionClass = "AUDIT" });
        await ArchiveAsync(first, second, third, refused);

        Assert.Equal([refused, second, first, third], await FoundAsync(new ArchiveQuery(), refused, first, second, third));
        Assert.Equal([second, third], await FoundAsync(new ArchiveQuery { EntityType = "PURCHASE_ORDER", EntityId = "PO-2" }, second, third));
        Assert.Equal([third], await FoundAsync(new ArchiveQuery { SystemCode = "ERP" }, third));
        Assert.Equal([second, first], await FoundAsync(new ArchiveQuery { From = new DateOnly(2026, 3, 14), To = new DateOnly(2026, 3, 14) }, first, second));
        Assert.Equal([refused], await FoundAsync(new ArchiveQuery { Status = LogStatus.Failed }, refused));
        Assert.Equal([second], await FoundAsync(new ArchiveQuery { CorrelationId = second.Entry.CorrelationId }, second));
        Assert.Equal([first], await FoundAsync(new ArchiveQuery { RequestId = first.Entry.RequestId }, first));
        Assert.Empty(await FoundAsync(new ArchiveQuery { RetentionClass = "OTHER" }));
        Assert.Empty(await FoundAsync(new ArchiveQuery { EntityId = "PO-3" }));
    }

    [Fact]
    public async Task Search_ForAnId_LooksIntoFilesOfItsDaysOnly()
    {
        await ArchiveAsync([.. Enumerable.Range(0, 9).Select(day => Ended(Noon.AddDays(-day)))]);

        var page = await _archive.Search.SearchAsync(new ArchiveQuery { RequestId = Guid.CreateVersion7(Noon.AddDays(-4)) }, 10, null, Cancel);

        Assert.Equal((0, 3), (page.Items.Count, page.Files));
    }

    [Fact]
    public async Task Search_APageAtATime_GivesEachOnce()
    {
        LogDocument[] documents = [.. Enumerable.Range(0, 23).Select(number => Ended(Noon.AddDays(-(number % 3)).AddMinutes(number)))];
        await ArchiveAsync(documents);

        var (found, after) = (new List<Guid>(), (ArchiveCursor?)null);
        do
        {
            var page = await _archive.Search.SearchAsync(new ArchiveQuery(), 5, after, Cancel);
            Assert.InRange(page.Items.Count, 1, 5);
            found.AddRange(page.Items.Select(item => item.Entry.RequestId));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(documents.OrderByDescending(document => document.Entry.StartedAt).Select(document => document.Entry.RequestId), found);
    }

    [Fact]
    public async Task ADocumentThatChangedAfterItWasArchived_IsFoundAsItStoodLast()
    {
        var lost = LogDocuments.Pending(Noon).With(entry => entry with { RetentionClass = "AUDIT" });
        await _files.Stores.Log.WriteAsync([lost.AsInsert()], Cancel);
        await _files.Stores.Log.MarkLostAsync([], DateTimeOffset.MaxValue, Noon.AddHours(1), Cancel);
        await _archive.RunAsync(Audit);
        Assert.Equal(LogStatus.Unknown, (await _archive.Search.FindAsync(lost.Entry.RequestId, Cancel))!.Value.Document.Entry.Status);

        var complete = LogDocuments.Complete(lost);
        await _files.Stores.Log.WriteAsync([complete.AsCompletion()], Cancel);
        await _archive.RunAsync(Audit);

        Assert.Equal(2, (await _files.Stores.Files.ListAsync(new ArchiveFileQuery(), Cancel)).Count);
        LogAssert.Same(complete, (await _archive.Search.FindAsync(lost.Entry.RequestId, Cancel))!.Value.Document);
        Assert.Single((await _archive.Search.SearchAsync(new ArchiveQuery(), 10, null, Cancel)).Items);
        Assert.Empty((await _archive.Search.SearchAsync(new ArchiveQuery { Status = LogStatus.Unknown }, 10, null, Cancel)).Items);
    }

    [Fact]
    public async Task Restore_BringsDocumentsBackForAWhile_Once()
    {
        var (gone, there) = (Ended(Noon), Ended(Noon.AddMinutes(1)));
        await ArchiveAsync(gone, there);
        using var emptied = new SqliteArchive();
        var archive = new TestArchive(
            _files.Stores with { Log = emptied.Stores.Log, Archived = emptied.Stores.Archived }, new AheadOfTime(TimeSpan.Zero), new ArchiveOptions { WorkFolder = _files.WorkFolder });
        await emptied.Stores.Log.WriteAsync([there.AsInsert()], Cancel);
        var key = (await _files.Stores.Log.FindAsync(gone.Entry.RequestId, Cancel))!.Entry.ArchiveKey;

        var result = await archive.Restore.RestoreAsync(new ArchiveQuery { EntityId = "PO-4711" }, 7, 10, null, Cancel);

        Assert.Equal((2, 1, 0, 1, null), (result.Found, result.Restored, result.Prolonged, result.AlreadyThere, result.Next));
        var restored = (await emptied.Stores.Log.FindAsync(gone.Entry.RequestId, Cancel))!;
        Assert.Equal((key, result.ExpiresAt, result.ExpiresAt.AddDays(-7)), (restored.Entry.ArchiveKey, restored.Entry.ExpiresAt, restored.Entry.RestoredAt));
        LogAssert.Same(gone, restored.With(entry => entry with { ArchiveKey = null, ExpiresAt = gone.Entry.ExpiresAt, RestoredAt = null }));
        LogAssert.Same(there, await emptied.Stores.Log.FindAsync(there.Entry.RequestId, Cancel));

        var again = await archive.Restore.RestoreAsync(new ArchiveQuery { EntityId = "PO-4711" }, 30, 10, null, Cancel);
        Assert.Equal((2, 0, 1, 1), (again.Found, again.Restored, again.Prolonged, again.AlreadyThere));
        Assert.Equal(again.ExpiresAt, (await emptied.Stores.Log.FindAsync(gone.Entry.RequestId, Cancel))!.Entry.ExpiresAt);

        // What came back is in its file still, and is not archived once more.
        Assert.Equal(0, await emptied.Stores.Archived.CountAsync(new ArchiveUnit("AUDIT", "SAP", new DateOnly(2026, 3, 14)), Cancel) - 1);
    }

    [Fact]
    public async Task Tombstones_HoldForSearchAndRestore_WhileTheFileStaysSound()
    {
        var (erased, other) = (Ended(Noon), Ended(Noon.AddMinutes(1)));
        await ArchiveAsync(erased, other);
        using var emptied = new SqliteArchive();
        var archive = new TestArchive(
            _files.Stores with { Log = emptied.Stores.Log, Archived = emptied.Stores.Archived }, new AheadOfTime(TimeSpan.Zero), new ArchiveOptions { WorkFolder = _files.WorkFolder });

        await _files.Stores.Tombstones.AddAsync([erased.Entry.RequestId], Noon.AddDays(3), Cancel);

        var (found, document) = (await archive.Search.FindAsync(erased.Entry.RequestId, Cancel))!.Value;
        Assert.Equal(Noon.AddDays(3), found.ErasedAt);
        Assert.Equal((null, null), (document.Request, document.Response));
        Assert.NotNull((await archive.Search.FindAsync(other.Entry.RequestId, Cancel))!.Value.Document.Request);
        Assert.Equal(2, (await archive.Restore.RestoreAsync(new ArchiveQuery(), 7, 10, null, Cancel)).Restored);
        var restored = (await emptied.Stores.Log.FindAsync(erased.Entry.RequestId, Cancel))!;
        Assert.Equal((null, null), (restored.Request, restored.Response));
        Assert.Equal((1, 0), ((await archive.VerifyAsync()).Verified, (await archive.VerifyAsync()).Faults.Count));
    }

    [Fact]
    public async Task Erase_MeansTheEntityAndWhatBelongsToItsActs_NotWhatIsHeldOrCameLater()
    {
        var (order, otherEntity, held, later) = (Ended(Noon), Ended(Noon.AddMinutes(1), entityId: "PO-2"), Ended(Noon.AddMinutes(2)), Ended(Noon.AddDays(9)));
        var lookup = Ended(Noon.AddMinutes(3)).With(entry => entry with { CorrelationId = order.Entry.CorrelationId, Context = LogContext.None });
        await ArchiveAsync(order, otherEntity, held, later, lookup);
        _holds.Held.Add(held.Entry.RequestId);
        var body = BodyKey.Of(order.Entry.StartedAt, "SAP", order.Entry.RequestId, BodySide.Response);
        await _files.Stores.Objects.PutAsync(body, new MemoryStream([1]), Cancel);
        var erasure = new ErasureOrder
        {
            Id = Guid.CreateVersion7(),
            Entity = new BusinessEntity("PURCHASE_ORDER", "PO-4711"),
            Reason = "asked for",
            State = ErasureState.Running,
            CreatedAt = Noon.AddDays(5),
            CreatedBy = "somebody",
        };

        Assert.Equal(2, await _archive.Eraser.CountAsync(erasure, Cancel));
        Assert.Equal(2, await _archive.Eraser.EraseAsync(erasure, [], Cancel));
        Assert.Equal(0, await _archive.Eraser.EraseAsync(erasure, [], Cancel));
        Assert.Equal(0, await _archive.Eraser.EraseAsync(erasure, [order.Entry.RequestId], Cancel));
        Assert.Equal(0, await _archive.Eraser.CountAsync(erasure, Cancel));

        Assert.Null(await _files.Stores.Objects.FindLengthAsync(body, Cancel));
        foreach (var (document, isErased) in new[] { (order, true), (lookup, true), (otherEntity, false), (held, false), (later, false) })
            Assert.Equal(isErased, (await _archive.Search.FindAsync(document.Entry.RequestId, Cancel))!.Value.Document is { Request: null, Entry.ErasedAt: not null });

        // Named by whoever erases the log: what is archived of it is counted, the rest is kept from being archived whole.
        var notYet = Ended(Noon.AddDays(1), entityId: "PO-3");
        Assert.Equal(1, await _archive.Eraser.EraseAsync(erasure, [otherEntity.Entry.RequestId, notYet.Entry.RequestId], Cancel));
        await ArchiveAsync(notYet);
        Assert.Null((await _archive.Search.FindAsync(notYet.Entry.RequestId, Cancel))!.Value.Document.Request);
    }

    [Fact]
    public async Task FilesAreRemovedWhenTheirTimeIsOver_ExceptThoseWithADocumentUnderHold()
    {
        var (held, free) = (Ended(Noon), Ended(Noon.AddDays(-1)));
        await ArchiveAsync(held, free);
        _holds.Held.Add(held.Entry.RequestId);
        var over = Audit with { KeepDays = 5 };

        Assert.Equal(1, (await _archive.RunAsync(over)).Removed);
        Assert.Null(await _archive.Search.FindAsync(free.Entry.RequestId, Cancel));
        LogAssert.Same(held, (await _archive.Search.FindAsync(held.Entry.RequestId, Cancel))!.Value.Document);

        _holds.Held.Clear();
        Assert.Equal(1, (await _archive.RunAsync(over)).Removed);
        Assert.Null(await _archive.Search.FindAsync(held.Entry.RequestId, Cancel));
        Assert.Empty(Directory.GetFiles(_files.Folder, "*", SearchOption.AllDirectories));
        Assert.All(await _files.Stores.Files.ListAsync(new ArchiveFileQuery(), Cancel), file => Assert.Equal((ArchiveState.Removed, 1L), (file.State, file.Content!.Documents)));
    }

    [Fact]
    public async Task Retention_RemovesWhatIsArchivedAndNothingElse_WhichIsFoundAndComesBackForAWhile()
    {
        LogDocument[] documents = [.. Enumerable.Range(0, 6).Select(number => Ended(Noon.AddMinutes(number)).With(entry => entry with { ExpiresAt = Noon.AddDays(30) }))];
        await WriteAsync(documents);
        var asked = 0;
        Assert.Equal(4, (await _archive.Run.RunAsync([Audit], () => Task.FromResult(++asked < 2), Cancel)).Documents);

        Assert.Equal(4, await ExpireAsync(TimeProvider.System.GetUtcNow()));
        Assert.Equal(2, (await _archive.RunAsync(Audit)).Documents);
        Assert.Equal(2, await ExpireAsync(TimeProvider.System.GetUtcNow()));

        Assert.Equal(6, (await FoundAsync(new ArchiveQuery(), documents)).Count);
        var restored = await _archive.Restore.RestoreAsync(new ArchiveQuery { EntityId = "PO-4711" }, 7, 100, null, Cancel);
        Assert.Equal((6, 6), (restored.Found, restored.Restored));
        Assert.Equal(0, await ExpireAsync(TimeProvider.System.GetUtcNow()));
        Assert.NotNull((await _files.Stores.Log.FindAsync(documents[0].Entry.RequestId, Cancel))!.Entry.RestoredAt);
        Assert.Equal(0, (await _archive.RunAsync(Audit)).Files);
        Assert.Equal(6, await ExpireAsync(restored.ExpiresAt));
        Assert.Equal(6, (await FoundAsync(new ArchiveQuery(), documents)).Count);
    }

    [Fact]
    public async Task Run_OnlyClosedDaysOfClassesWithArchive()
    {
        var now = TimeProvider.System.GetUtcNow();
        await WriteAsync(Ended(now.AddMinutes(-1)), Ended(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(-23)), Ended(Noon, retentionClass: "SHORT"), Ended(Noon));

        var due = await _archive.Run.PlanAsync([Audit], Cancel);
        var result = await _archive.RunAsync(Audit);

        Assert.Equal(new DueUnit(new ArchiveUnit("AUDIT", "SAP", new DateOnly(2026, 3, 14)), 1), Assert.Single(due));
        Assert.Equal((1, 1L), (result.Files, result.Documents));
    }

    [Fact]
    public async Task Run_MayNotGoOn_EndsAfterAFile_AndTheNextDoesTheRest()
    {
        await WriteAsync([.. Enumerable.Range(0, 10).Select(number => Ended(Noon.AddMinutes(number)))]);
        var asked = 0;

        var cut = await _archive.Run.RunAsync([Audit], () => Task.FromResult(++asked < 2), Cancel);
        var rest = await _archive.RunAsync(Audit);

        Assert.Equal((1, 4L, false), (cut.Files, cut.Documents, cut.IsComplete));
        Assert.Equal((2, 6L, true), (rest.Files, rest.Documents, rest.IsComplete));
    }

    private static LogDocument Ended(DateTimeOffset startedAt, string system = "SAP", string entityId = "PO-4711", string retentionClass = "AUDIT") =>
        LogDocuments.Completed(startedAt).With(entry => entry with { SystemCode = system, RetentionClass = retentionClass, Context = entry.Context with { EntityId = entityId } });

    private async Task WriteAsync(params LogDocument[] documents) =>
        Assert.Empty(await _files.Stores.Log.WriteAsync([.. documents.Select(document => document.AsInsert())], Cancel));

    // As a run of retention does.
    private async Task<int> ExpireAsync(DateTimeOffset now)
    {
        var rule = ExpiryRule.Of(new RetentionClassConfig { Code = "AUDIT", LogDays = 30, Archive = true }, now);
        var found = await _files.Expiring.FindAsync(rule, 100, Cancel);
        return (await _files.Expiring.DeleteAsync(rule, [.. found.Select(document => document.RequestId)], Cancel)).Count;
    }

    private async Task ArchiveAsync(params LogDocument[] documents)
    {
        await WriteAsync(documents);
        Assert.Equal(documents.Length, (await _archive.RunAsync(Audit)).Documents);
    }

    // The documents that were found, as they were written; they come back as they were.
    private async Task<List<LogDocument>> FoundAsync(ArchiveQuery query, params LogDocument[] known)
    {
        var page = await _archive.Search.SearchAsync(query, 100, null, Cancel);
        Assert.Empty(page.Faults);
        var found = new List<LogDocument>();
        await foreach (var (item, document) in _archive.Search.ReadAsync(page.Items, Cancel))
        {
            var written = known.Single(written => written.Entry.RequestId == item.Entry.RequestId);
            LogAssert.Same(written, document);
            found.Add(written);
        }

        return found;
    }
}

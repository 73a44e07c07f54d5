using ProKure.Integrations.Archives;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.TestKit.Archives;

/// <summary>What every log store must do for the archive.</summary>
public abstract class ArchivedLogContract : StoreContract<IArchivedLog>
{
    private const string Class = "AUDIT";
    private const string Key = "archive/AUDIT/2026/03/14/SAP/0001-a.ndjson";
    private static readonly DateTimeOffset Midnight = new(2026, 3, 14, 0, 0, 0, TimeSpan.Zero);
    private static readonly ArchiveUnit Unit = new(Class, "SAP", new DateOnly(2026, 3, 14));

    /// <summary>The same log, as it is written and read.</summary>
    protected abstract IIntegrationLogStore Log { get; }

    [Fact]
    public async Task Find_OnlyEndedDocumentsOfTheClassInNoFile()
    {
        var first = Ended(Midnight.AddHours(1));
        await WriteAsync(
            LogDocuments.Pending(Midnight).With(entry => entry with { RetentionClass = Class, ExpiresAt = Midnight.AddYears(1) }),
            Ended(Midnight.AddMinutes(1), retentionClass: "SHORT"),
            Ended(Midnight.AddMinutes(2), retentionClass: null),
            Ended(Midnight.AddMinutes(3)).With(entry => entry with { ArchiveKey = Key }),
            Ended(Midnight.AddMilliseconds(-1), "EARLIER"),
            Ended(Midnight.AddDays(1), "LATER"),
            first,
            Ended(Midnight.AddHours(2), "ERP"),
            Ended(Midnight.AddHours(3)));

        Assert.Equal(first.Entry.StartedAt, await Store.FindOldestAsync(Class, Unit.From, Unit.To, Cancel));
        Assert.Equal(Midnight.AddMilliseconds(-1), await Store.FindOldestAsync(Class, DateTimeOffset.MinValue, Unit.To, Cancel));
        Assert.Null(await Store.FindOldestAsync(Class, Unit.To.AddDays(1), Unit.To.AddDays(2), Cancel));
        Assert.Equal<string>(["ERP", "SAP"], await Store.ListSystemsAsync(Class, Unit.From, Unit.To, Cancel), StringComparer.Ordinal);
        Assert.Equal(2, await Store.CountAsync(Unit, Cancel));
        Assert.Equal(0, await Store.CountAsync(Unit with { SystemCode = "LATER" }, Cancel));
    }

    [Fact]
    public async Task Read_GivesWholeDocumentsInOrder_APageAtATime()
    {
        var documents = Enumerable.Range(0, 7).Select(number => Ended(Midnight.AddMinutes(number / 3)))
            .Append(LogDocuments.WithEveryField().With(entry => entry with { SystemCode = "SAP", StartedAt = Midnight.AddHours(5), ArchiveKey = null })).ToArray();
        await WriteAsync([.. documents, Ended(Midnight.AddMinutes(1), "ERP"), Ended(Midnight.AddDays(1))]);

        var read = new List<LogDocument>();
        LogCursor? after = null;
        while (await Store.ReadAsync(Unit, after, 3, Cancel) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, 1, 3);
            read.AddRange(page);
            after = new LogCursor(read[^1].Entry.StartedAt, read[^1].Entry.RequestId);
        }

        var expected = documents.OrderBy(document => document.Entry.StartedAt).ThenBy(document => document.Entry.RequestId.ToString(), StringComparer.Ordinal).ToList();
        Assert.Equal(expected.Select(document => document.Entry.RequestId), read.Select(document => document.Entry.RequestId));
        for (var i = 0; i < expected.Count; i++)
            LogAssert.Same(expected[i], read[i]);
    }

    [Fact]
    public async Task Mark_DocumentsThatStandAsTheFileHasThem_OnceAndNoOthers()
    {
        var document = Ended(Midnight.AddHours(1));
        var refused = LogDocuments.Fail(LogDocuments.Pending(Midnight.AddHours(2))).With(entry => entry with
        {
            RetentionClass = Class,
            ExpiresAt = Midnight.AddYears(1),
            Retry = new LogRetry { AttemptNumber = 1, MaxAttempts = 3, Reason = "RETRY_SCHEDULED", NextRetryAt = Midnight.AddHours(3) },
        });
        var changed = Ended(Midnight.AddHours(4));
        await WriteAsync(document, refused, changed);
        ArchivedState[] states =
        [
            ArchivedState.Of(document.Entry), ArchivedState.Of(refused.Entry), ArchivedState.Of(changed.Entry) with { CompletedAt = Midnight },
            ArchivedState.Of(Ended(Midnight).Entry),
        ];

        Assert.Equal(2, await Store.MarkAsync(Key, states, Cancel));
        Assert.Equal(0, await Store.MarkAsync("another", states, Cancel));
        Assert.Equal(0, await Store.MarkAsync("another", [], Cancel));

        Assert.Equal((Key, Key, null), (await KeyOfAsync(document), await KeyOfAsync(refused), await KeyOfAsync(changed)));
        Assert.Equal(1, await Store.CountAsync(Unit, Cancel));
        foreach (var marked in new[] { document, refused })
            LogAssert.Same(marked.With(entry => entry with { ArchiveKey = Key }), await Log.FindAsync(marked.Entry.RequestId, Cancel));
    }

    [Fact]
    public async Task Unmark_OnlyWhatIsInTheFile()
    {
        var (document, other) = (Ended(Midnight.AddHours(1)), Ended(Midnight.AddHours(2)));
        await WriteAsync(document, other);
        await Store.MarkAsync(Key, [ArchivedState.Of(document.Entry)], Cancel);
        await Store.MarkAsync("another", [ArchivedState.Of(other.Entry)], Cancel);

        Assert.Equal(0, await Store.UnmarkAsync(Unit with { SystemCode = "ERP" }, Key, Cancel));
        Assert.Equal(1, await Store.UnmarkAsync(Unit, Key, Cancel));
        Assert.Equal(0, await Store.UnmarkAsync(Unit, Key, Cancel));

        Assert.Equal((null, "another"), (await KeyOfAsync(document), await KeyOfAsync(other)));
    }

    [Fact]
    public async Task ADocumentThatChangesAfterItWasMarked_LosesItsMark()
    {
        var lost = LogDocuments.Pending(Midnight.AddHours(1)).With(entry => entry with { RetentionClass = Class, ExpiresAt = Midnight.AddYears(1) });
        await Log.WriteAsync([lost.AsInsert()], Cancel);
        var unknown = Assert.Single(await Log.MarkLostAsync([], DateTimeOffset.MaxValue, Midnight.AddHours(2), Cancel));
        Assert.Equal(1, await Store.MarkAsync(Key, [ArchivedState.Of(unknown)], Cancel));

        await Log.NoteFindingAsync(lost.Entry.RequestId, "LOOKUP_DONE", null, Cancel);
        Assert.Null(await KeyOfAsync(lost));
        Assert.Equal(1, await Store.MarkAsync(Key, [ArchivedState.Of((await Log.FindAsync(lost.Entry.RequestId, Cancel))!.Entry)], Cancel));

        await Log.WriteAsync([LogDocuments.Complete(lost).AsCompletion()], Cancel);
        Assert.Null(await KeyOfAsync(lost));
        Assert.Equal(1, await Store.CountAsync(Unit, Cancel));
    }

    [Fact]
    public async Task Prolong_OnlyWhatCameBack_AndNeverToLess()
    {
        var restored = Ended(Midnight).With(entry => entry with { ArchiveKey = Key, RestoredAt = Midnight.AddDays(100), ExpiresAt = Midnight.AddDays(107) });
        var other = Ended(Midnight.AddHours(1)).With(entry => entry with { ExpiresAt = Midnight.AddDays(30) });
        await WriteAsync(restored, other);
        Guid[] ids = [restored.Entry.RequestId, other.Entry.RequestId, Guid.CreateVersion7(Midnight)];

        Assert.Equal(1, await Store.ProlongAsync(ids, Midnight.AddDays(110), Cancel));
        Assert.Equal(0, await Store.ProlongAsync(ids, Midnight.AddDays(110), Cancel));
        Assert.Equal(0, await Store.ProlongAsync(ids, Midnight.AddDays(101), Cancel));

        Assert.Equal(Midnight.AddDays(110), (await Log.FindAsync(ids[0], Cancel))!.Entry.ExpiresAt);
        LogAssert.Same(other, await Log.FindAsync(ids[1], Cancel));
    }

    private static LogDocument Ended(DateTimeOffset startedAt, string system = "SAP", string? retentionClass = Class) =>
        LogDocuments.Completed(startedAt).With(entry => entry with { SystemCode = system, RetentionClass = retentionClass, ExpiresAt = Midnight.AddYears(1) });

    private async Task<string?> KeyOfAsync(LogDocument document) => (await Log.FindAsync(document.Entry.RequestId, Cancel))!.Entry.ArchiveKey;

    private async Task WriteAsync(params LogDocument[] documents) => Assert.Empty(await Log.WriteAsync([.. documents.Select(document => document.AsInsert())], Cancel));
}

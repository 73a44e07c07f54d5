using MongoDB.Bson;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Logging;
using ProKure.Integrations.MongoDb.Retention;
using ProKure.Integrations.Retention;
using ProKure.TestKit.Archives;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Archives;

public sealed class MongoDbArchivedLogContractTests : ArchivedLogContract
{
    private TemporaryLog? _log;

    [Fact]
    public async Task WholeDocumentInTheQuarantine_IsArchived_AndGoesThenOnly()
    {
        // With keys like these the log cannot hold it.
        var keys = Enumerable.Range(0, 2).ToDictionary(i => $"k{i}", _ => new string('k', 600 << 10), StringComparer.Ordinal);
        var refused = Document(LogDocuments.Start, keys);
        var (before, after) = (Document(LogDocuments.Start.AddSeconds(-1)), Document(LogDocuments.Start.AddSeconds(1)));
        await Log.WriteAsync([.. new[] { after, refused, before }.Select(document => document.AsInsert())], Cancel);
        Assert.Equal(2, await _log!.Logs.CountDocumentsAsync(new BsonDocument(), cancellationToken: Cancel));
        var day = DateOnly.FromDateTime(LogDocuments.Start.UtcDateTime);
        var unit = new ArchiveUnit("AUDIT", "SAP", day);

        Assert.Equal(before.Entry.StartedAt, await Store.FindOldestAsync("AUDIT", unit.From, unit.To, Cancel));
        Assert.Equal(refused.Entry.StartedAt, await Store.FindOldestAsync("AUDIT", refused.Entry.StartedAt, unit.To, Cancel));
        Assert.Equal(["SAP"], await Store.ListSystemsAsync("AUDIT", refused.Entry.StartedAt, after.Entry.StartedAt, Cancel), StringComparer.Ordinal);
        Assert.Equal(3, await Store.CountAsync(unit, Cancel));
        var first = await Store.ReadAsync(unit, null, 2, Cancel);
        Assert.Equal([before.Entry.RequestId, refused.Entry.RequestId], first.Select(document => document.Entry.RequestId));
        LogAssert.Same(refused, first[1]);
        var last = await Store.ReadAsync(unit, new LogCursor(refused.Entry.StartedAt, refused.Entry.RequestId), 2, Cancel);
        Assert.Equal(after.Entry.RequestId, Assert.Single(last).Entry.RequestId);

        // Until it is marked it stays, and the report of retention says so.
        var expiring = new MongoDbExpiringLog(_log.Connection, _log.Store);
        var rule = new ExpiryRule { RetentionClass = "AUDIT", Now = LogDocuments.Start.AddDays(31), CreatedBefore = LogDocuments.Start.AddDays(1), MustBeArchived = true };
        await expiring.TidyAsync(rule, Cancel);
        Assert.Equal(new KeptCount(0, 3), await expiring.CountKeptAsync(rule, Cancel));
        Assert.NotNull(await Log.FindAsync(refused.Entry.RequestId, Cancel));

        Assert.Equal(0, await Store.MarkAsync("archive/1", [ArchivedState.Of(refused.Entry) with { Status = LogStatus.Unknown }], Cancel));
        Assert.Equal(2, await Store.MarkAsync("archive/1", [ArchivedState.Of(refused.Entry), ArchivedState.Of(before.Entry)], Cancel));
        Assert.Equal(0, await Store.MarkAsync("archive/2", [ArchivedState.Of(refused.Entry)], Cancel));
        Assert.Equal(1, await Store.CountAsync(unit, Cancel));
        Assert.Equal(2, await Store.UnmarkAsync(unit, "archive/1", Cancel));
        Assert.Equal(3, await Store.CountAsync(unit, Cancel));
        Assert.Equal(1, await Store.MarkAsync("archive/3", [ArchivedState.Of(refused.Entry)], Cancel));
        await expiring.TidyAsync(rule with { Now = LogDocuments.Start.AddDays(29) }, Cancel);
        Assert.NotNull(await Log.FindAsync(refused.Entry.RequestId, Cancel));
        await expiring.TidyAsync(rule, Cancel);
        Assert.Null(await Log.FindAsync(refused.Entry.RequestId, Cancel));
        Assert.Equal(new KeptCount(0, 2), await expiring.CountKeptAsync(rule, Cancel));
    }

    private static LogDocument Document(DateTimeOffset startedAt, IReadOnlyDictionary<string, string>? keys = null) => LogDocuments.Completed(startedAt).With(
        entry => entry with { RetentionClass = "AUDIT", ExpiresAt = startedAt.AddDays(30), Context = entry.Context with { Keys = keys ?? entry.Context.Keys } });

    protected override IIntegrationLogStore Log => _log!.Store;

    protected override async ValueTask<IArchivedLog> OpenAsync()
    {
        _log = await TemporaryLog.OpenAsync();
        return new MongoDbArchivedLog(_log.Connection, _log.Store);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_log is not null)
            await _log.DisposeAsync();
    }
}

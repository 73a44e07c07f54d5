using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Logging;
using ProKure.TestKit.Logging;
using SQLitePCL;

namespace ProKure.Integrations.Sqlite.Tests.Logging;

public sealed class SqliteIntegrationLogStoreTests : IDisposable
{
    private readonly TemporaryStores _stores = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private SqliteIntegrationLogStore Store => field ??= new SqliteIntegrationLogStore(_stores.Databases);

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Write_SurvivesARestart()
    {
        var document = LogDocuments.Completed();
        await Store.WriteAsync([document.AsInsert()], Cancel);

        var reopened = new SqliteIntegrationLogStore(_stores.Reopen());

        LogAssert.Same(document, await reopened.FindAsync(document.Entry.RequestId, Cancel));
    }

    [Fact]
    public async Task Write_OnAFullDisk_SaysSo_KeepsReading_AndGoesOnOnceThereIsRoom()
    {
        var kept = new List<LogDocument>();
        await LimitPagesAsync("100");

        var fault = await Assert.ThrowsAsync<LogStoreUnavailableException>(async () =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                var document = LogDocuments.Pending(LogDocuments.Start.AddMilliseconds(i), new string('x', 5_000));
                await Store.WriteAsync([document.AsInsert(), LogDocuments.Complete(document).AsCompletion()], Cancel);
                kept.Add(document);
            }
        });

        Assert.Equal("The disk that holds the data directory is full. Writing goes on by itself once there is room.", fault.Message);
        Assert.NotEmpty(kept);
        LogAssert.Same(LogDocuments.Complete(kept[^1]), await Store.FindAsync(kept[^1].Entry.RequestId, Cancel));

        await LimitPagesAsync("1000000");
        var next = LogDocuments.Pending(LogDocuments.Start.AddHours(1));
        Assert.Empty(await Store.WriteAsync([next.AsInsert()], Cancel));
        Assert.Equal(kept.Count + 1, await CountAsync("integration_log"));
        Assert.Equal(kept.Count + 1, await CountAsync("log_request"));
        Assert.Equal(kept.Count, await CountAsync("log_response"));
    }

    [Fact]
    public async Task Write_OfATooLongBody_RefusesItWithItsEntryAndCarriesOutTheOthers()
    {
        await _stores.Databases.Log.WriteAsync(connection => raw.sqlite3_limit(connection.Handle, raw.SQLITE_LIMIT_LENGTH, 1_000_000), Cancel);
        var (good, huge) = (LogDocuments.Pending(), LogDocuments.Pending(body: new string('x', 1_000_001)));

        var refusals = await Store.WriteAsync([huge.AsInsert(), good.AsInsert(), huge.AsInsert()], Cancel);

        Assert.Equal([0, 2], refusals.Select(refusal => refusal.Index));
        Assert.Contains("too big", refusals[0].Reason, StringComparison.Ordinal);
        Assert.Equal((1, 1), (await CountAsync("integration_log"), await CountAsync("log_request")));
        LogAssert.Same(good, await Store.FindAsync(good.Entry.RequestId, Cancel));
    }

    [Fact]
    public async Task Insert_WithNulCharactersInTexts_KeepsWhatFollowsThem()
    {
        var document = LogDocuments.Fail(LogDocuments.Pending()).With(e => e with
        {
            Context = new LogContext { EntityId = "PO\0-4711" },
            Error = e.Error! with { Message = "before\0after" },
        });

        await Store.WriteAsync([document.AsInsert()], Cancel);

        LogAssert.Same(document, await Store.FindAsync(document.Entry.RequestId, Cancel));
        Assert.Single((await Store.SearchAsync(new LogQuery { EntityId = "PO\0-4711" }, Cancel)).Items);
    }

    [Fact]
    public async Task Complete_DoesNotWriteTheRequestAgain()
    {
        var pending = LogDocuments.Pending(body: new string('x', 500_000));
        await Store.WriteAsync([pending.AsInsert()], Cancel);
        var before = WriteAheadBytes;

        await Store.WriteAsync([LogDocuments.Complete(pending).AsCompletion()], Cancel);

        Assert.InRange(WriteAheadBytes - before, 1, 250_000);
    }

    [Fact]
    public async Task WriteAheadFile_StaysBounded()
    {
        _stores.Options.WriteAheadMegabytes = 1;
        long most = 0;

        for (var batch = 0; batch < 40; batch++)
        {
            var start = LogDocuments.Start.AddMilliseconds(batch * 20);
            var documents = Enumerable.Range(0, 20).Select(i => LogDocuments.Pending(start.AddMilliseconds(i), new string('x', 20_000)));
            await Store.WriteAsync([.. documents.Select(document => document.AsInsert())], Cancel);
            most = Math.Max(most, WriteAheadBytes);
        }

        // 16 MB went through it: the limit, plus the batch that goes over it.
        Assert.InRange(most, 1, 3 * 1024 * 1024);
    }

    [Fact]
    public async Task MarkLost_ReadsTheStatusIndexOnly()
    {
        var plan = await _stores.Databases.Log.ReadAsync(
            connection => QueryPlan.Of(connection, LogWriteBatch.FindPending), Cancel);

        Assert.StartsWith("SEARCH integration_log USING INDEX integration_log_status (status=? AND started_at>?)", plan, StringComparison.Ordinal);
    }

    private Task<long> LimitPagesAsync(string pages) =>
        _stores.Databases.Log.WriteAsync(connection => connection.ReadInt64($"PRAGMA max_page_count = {pages}"), Cancel);

    private Task<long> CountAsync(string table) =>
        _stores.Databases.Log.ReadAsync(connection => connection.ReadInt64($"SELECT count(*) FROM {table}"), Cancel);

    private long WriteAheadBytes => new FileInfo(_stores.FileOf("log.db-wal")).Length;
}

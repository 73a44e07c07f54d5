using MongoDB.Bson;
using ProKure.Integrations.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Schema;

public sealed class ExpiryTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcMilliseconds();

    [Fact]
    public async Task DocumentOlderThanTheLimit_Disappears_AndAChangedLimitCounts()
    {
        await using var log = await TemporaryLog.OpenAsync(options => options.Retention = TimeSpan.FromDays(90));
        await log.Database.Client.GetDatabase("admin")
            .RunCommandAsync<BsonDocument>(new BsonDocument { { "setParameter", 1 }, { "ttlMonitorSleepSecs", 1 } }, cancellationToken: Cancel);
        var (old, older, oldest, fresh) = (Made(daysAgo: 40), Made(daysAgo: 89), Made(daysAgo: 91), Made(daysAgo: 0));
        await log.Store.WriteAsync([old.AsInsert(), older.AsInsert(), oldest.AsInsert(), fresh.AsInsert()], Cancel);

        await UntilGoneAsync(log, oldest);
        Assert.NotNull(await log.Store.FindAsync(older.Entry.RequestId, Cancel));

        var changed = log.Again(options => options.Retention = TimeSpan.FromDays(30));
        await changed.ApplySchemaAsync();
        await UntilGoneAsync(log, older);
        await UntilGoneAsync(log, old);
        Assert.NotNull(await log.Store.FindAsync(fresh.Entry.RequestId, Cancel));
        changed.Close();
    }

    private static LogDocument Made(int daysAgo) => LogDocuments.Completed(Now.AddDays(-daysAgo));

    private static async Task UntilGoneAsync(TemporaryLog log, LogDocument document)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (await log.Logs.CountDocumentsAsync(new BsonDocument("_id", document.Entry.RequestId.ToString()), cancellationToken: Cancel) > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(3), "An expired document is still there.");
            await Task.Delay(200, Cancel);
        }
    }
}

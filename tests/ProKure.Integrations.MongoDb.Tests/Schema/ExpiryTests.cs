using MongoDB.Bson;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Retention;
using ProKure.Integrations.Retention;
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

    [Fact]
    public async Task DocumentsThatAreHeldOrHaveAClass_DoNotGoByThemselves()
    {
        await using var log = await TemporaryLog.OpenAsync(options => options.Retention = TimeSpan.FromDays(90));
        await log.Database.Client.GetDatabase("admin")
            .RunCommandAsync<BsonDocument>(new BsonDocument { { "setParameter", 1 }, { "ttlMonitorSleepSecs", 1 } }, cancellationToken: Cancel);
        var (held, classed, released, plain) = (Made(daysAgo: 100), Made(daysAgo: 100), Made(daysAgo: 100), Made(daysAgo: 100));
        held = held.With(entry => entry with { LegalHold = true });
        released = released.With(entry => entry with { LegalHold = true });
        classed = classed.With(entry => entry with { RetentionClass = "TEN_YEARS", ExpiresAt = entry.CreatedAt.AddYears(10) });
        await log.Store.WriteAsync([held.AsInsert(), classed.AsInsert(), released.AsInsert()], Cancel);
        await new MongoDbHeldLog(log.Connection, log.Store, TimeProvider.System).ClearAsync(new HoldScope { RequestId = released.Entry.RequestId }, [], Cancel);
        await log.Store.WriteAsync([plain.AsInsert()], Cancel);

        await UntilGoneAsync(log, plain);
        await log.Store.WriteAsync([plain.AsInsert()], Cancel);
        await UntilGoneAsync(log, plain);

        foreach (var kept in new[] { held, classed, released })
            Assert.NotNull(await log.Store.FindAsync(kept.Entry.RequestId, Cancel));
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

using MongoDB.Bson;
using MongoDB.Driver;
using static MongoTestServer.SelfTest.Check;

namespace MongoTestServer.SelfTest;

internal static class TtlChecks
{
    public static async Task RunAsync(Check check)
    {
        var admin = check.Client.GetDatabase("admin");
        await admin.RunCommandAsync<BsonDocument>("{setParameter: 1, ttlMonitorSleepSecs: 1}");
        try
        {
            await check.RunAsync("TTL: index is listed, expired documents disappear, others stay", async db =>
            {
                var docs = db.GetCollection<BsonDocument>("docs");
                await CreateAsync(docs, 3600);
                Same(3600, (await ListAsync(docs))["expireAfterSeconds"].ToInt32());
                await docs.InsertManyAsync([Aged(1, 7200), Aged(2, 60), Doc("{_id: 3}"), Doc("{_id: 4, at: 'text'}"), new BsonDocument { { "_id", 5 }, { "at", new BsonArray { TimeProvider.System.GetUtcNow().UtcDateTime, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-3) } } }]);
                await GoneAsync(docs, "{_id: {$in: [1, 5]}}");
                Same(3L, await docs.CountDocumentsAsync("{}"));
            });

            await check.RunAsync("TTL: expireAfterSeconds 0 with a date to expire at", async db =>
            {
                var docs = db.GetCollection<BsonDocument>("docs");
                await CreateAsync(docs, 0);
                await docs.InsertManyAsync([Aged(1, -2), Aged(2, -3600)]);
                Same(2L, await docs.CountDocumentsAsync("{}"));
                await GoneAsync(docs, "{_id: 1}");
                Same(1L, await docs.CountDocumentsAsync("{}"));
            });

            await check.RunAsync("TTL: with a partial filter", async db =>
            {
                var docs = db.GetCollection<BsonDocument>("docs");
                await docs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(
                    Doc("{at: 1}"), new CreateIndexOptions<BsonDocument> { ExpireAfter = TimeSpan.FromSeconds(10), PartialFilterExpression = "{done: true}" }));
                await docs.InsertManyAsync([Aged(1, 60).Add("done", true), Aged(2, 60).Add("done", false)]);
                await GoneAsync(docs, "{_id: 1}");
                Same(1L, await docs.CountDocumentsAsync("{}"));
            });

            await check.RunAsync("TTL: collMod changes expireAfterSeconds", async db =>
            {
                var docs = db.GetCollection<BsonDocument>("docs");
                await CreateAsync(docs, 86400);
                await docs.InsertOneAsync(Aged(1, 100));
                await Task.Delay(1500);
                Same(1L, await docs.CountDocumentsAsync("{}"));
                var reply = await db.RunCommandAsync<BsonDocument>("{collMod: 'docs', index: {keyPattern: {at: 1}, expireAfterSeconds: 10}}");
                Same((86400, 10), (reply["expireAfterSeconds_old"].ToInt32(), reply["expireAfterSeconds_new"].ToInt32()));
                Same(10, (await ListAsync(docs))["expireAfterSeconds"].ToInt32());
                await GoneAsync(docs, "{_id: 1}");
            });

            await check.RunAsync("TTL: 20,000 expired documents", async db =>
            {
                var docs = db.GetCollection<BsonDocument>("docs");
                await docs.InsertManyAsync(Enumerable.Range(0, 20_000).Select(n => Aged(n, 100)));
                await CreateAsync(docs, 10);
                await GoneAsync(docs, "{}");
            });
        }
        finally
        {
            await admin.RunCommandAsync<BsonDocument>("{setParameter: 1, ttlMonitorSleepSecs: 60}");
        }
    }

    private static BsonDocument Aged(int id, int seconds) => new() { { "_id", id }, { "at", TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(-seconds) } };

    private static Task<string> CreateAsync(IMongoCollection<BsonDocument> docs, int seconds) =>
        docs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{at: 1}"), new() { ExpireAfter = TimeSpan.FromSeconds(seconds) }));

    private static async Task<BsonDocument> ListAsync(IMongoCollection<BsonDocument> docs) =>
        (await (await docs.Indexes.ListAsync()).ToListAsync()).Single(index => index["name"] == "at_1");

    private static async Task GoneAsync(IMongoCollection<BsonDocument> docs, string filter)
    {
        for (var tries = 0; await docs.CountDocumentsAsync(filter) > 0; tries++)
        {
            That(tries < 200, $"{filter} to be gone after 20 s");
            await Task.Delay(100);
        }
    }
}

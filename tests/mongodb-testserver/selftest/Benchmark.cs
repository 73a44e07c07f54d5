using System.Diagnostics;
using MongoDB.Bson;
using MongoDB.Driver;

namespace MongoTestServer.SelfTest;

internal static class Benchmark
{
    public static async Task RunAsync(MongoClient client)
    {
        var database = client.GetDatabase($"bench_{Guid.CreateVersion7():N}");
        var docs = database.GetCollection<BsonDocument>("docs");
        await docs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Check.Doc("{key: 1}"), new() { Unique = true }));
        await docs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Check.Doc("{at: -1, n: 1}")));
        try
        {
            await docs.InsertManyAsync(Batch(0)); // warm-up
            await RateAsync("InsertMany, batches of 1,000 documents of 2 KB, 3 indexes", 20_000, async () =>
            {
                for (var batch = 1; batch <= 20; batch++)
                {
                    await docs.InsertManyAsync(Batch(batch), new() { IsOrdered = false });
                }
            });
            await RateAsync("InsertMany as above, 4 at a time", 20_000, () => Task.WhenAll(
                Enumerable.Range(0, 4).Select(async writer =>
                {
                    for (var batch = 0; batch < 5; batch++)
                    {
                        await docs.InsertManyAsync(Batch(100 + (writer * 5) + batch), new() { IsOrdered = false });
                    }
                })));
            await RateAsync("InsertOne, 64 at a time, 2 KB", 10_000, () => Parallel.ForEachAsync(
                Batch(200, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (document, _) => await docs.InsertOneAsync(document, cancellationToken: CancellationToken.None)));
            await RateAsync("bulkWrite of 1,000 updateOne by unique key", 10_000, async () =>
            {
                for (var batch = 1; batch <= 10; batch++)
                {
                    await docs.BulkWriteAsync(Enumerable.Range(batch * 1000, 1000).Select(n =>
                        new UpdateOneModel<BsonDocument>(new BsonDocument("key", $"key-{n}"), Check.Doc("{$set: {state: 'done'}, $inc: {n: 1}}"))));
                }
            });
            await RateAsync("bulkWrite of 1,000 upserts by unique key, half of them inserts", 4000, async () =>
            {
                for (var batch = 0; batch < 4; batch++)
                {
                    await docs.BulkWriteAsync(Enumerable.Range(batch * 1000, 1000).Select(n => new UpdateOneModel<BsonDocument>(
                        new BsonDocument("key", n % 2 == 0 ? $"key-{n}" : $"new-{n}"), Check.Doc("{$inc: {n: 1}}"))
                    { IsUpsert = true }));
                }
            });
            await LatencyAsync("findOne by unique key, one at a time", 5000, 1, docs);
            await LatencyAsync("findOne by unique key, 16 at a time", 20_000, 16, docs);
            await RateAsync("find of all documents, batches of 1,000", 51_000, () => docs.Find("{}", new() { BatchSize = 1000 }).ForEachAsync(_ => { }));
        }
        finally
        {
            await client.DropDatabaseAsync(database.DatabaseNamespace.DatabaseName);
        }
    }

    private static IEnumerable<BsonDocument> Batch(int batch, int size = 1000) => Enumerable.Range(batch * 1000, size).Select(n => new BsonDocument
    {
        { "key", $"key-{n}" }, { "n", n }, { "at", TimeProvider.System.GetUtcNow().UtcDateTime }, { "level", "info" },
        { "text", new string('x', 1500) }, { "sub", new BsonDocument { { "a", n }, { "b", new BsonArray(Enumerable.Range(0, 40)) } } },
    });

    private static async Task RateAsync(string name, int count, Func<Task> work)
    {
        var clock = Stopwatch.StartNew();
        await work();
        Console.WriteLine($"{name}: {count / clock.Elapsed.TotalSeconds:N0}/s");
    }

    private static async Task LatencyAsync(string name, int count, int concurrency, IMongoCollection<BsonDocument> docs)
    {
        var times = new double[count];
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = concurrency }, async (n, _) =>
        {
            var started = Stopwatch.GetTimestamp();
            await docs.Find(new BsonDocument("key", $"key-{n * 7919 % 20_000}")).SingleAsync(CancellationToken.None);
            times[n] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        });
        var total = clock.Elapsed.TotalSeconds;
        Array.Sort(times);
        Console.WriteLine($"{name}: p50 {times[count / 2]:N2} ms, p95 {times[count * 95 / 100]:N2} ms, {count / total:N0}/s");
    }
}

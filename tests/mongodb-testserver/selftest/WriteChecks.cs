using MongoDB.Bson;
using MongoDB.Driver;
using MongoDB.Driver.GridFS;
using static MongoTestServer.SelfTest.Check;

namespace MongoTestServer.SelfTest;

internal static class WriteChecks
{
    public static async Task RunAsync(Check check)
    {
        await check.RunAsync("insert: duplicate _id is error 11000", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertOneAsync(Doc("{_id: 1}"));
            var error = await WriteFailsAsync(11000, () => docs.InsertOneAsync(Doc("{_id: 1}")));
            That(error.Category == ServerErrorCategory.DuplicateKey, "category DuplicateKey");
            That(error.Message.StartsWith("E11000 duplicate key error collection: ", StringComparison.Ordinal), $"mongod's message, got {error.Message}");
        });

        await check.RunAsync("insert: unique index holds as soon as createIndexes returns", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertOneAsync(Doc("{_id: 1, key: 'a'}"));
            await docs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{key: 1}"), new() { Unique = true }));
            var error = await WriteFailsAsync(11000, () => docs.InsertOneAsync(Doc("{_id: 2, key: 'a'}")));
            That(error.Message.Contains("key_1"), $"the index's name, got {error.Message}");
            await WriteFailsAsync(11000, () => docs.UpdateOneAsync(Doc("{_id: 3}"), Doc("{$set: {key: 'a'}}"), new() { IsUpsert = true }));
            await FailsAsync(11000, () => docs.FindOneAndUpdateAsync(Doc("{_id: 4}"), Doc("{$set: {key: 'a'}}"), new FindOneAndUpdateOptions<BsonDocument> { IsUpsert = true }));
        });

        await check.RunAsync("insertMany: unordered goes on after a duplicate, ordered stops", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            BsonDocument[] Batch(int from) => [.. new[] { from, from, from + 1, from + 2 }.Select(id => new BsonDocument("_id", id))];
            var unordered = await Bulk(() => docs.InsertManyAsync(Batch(1), new() { IsOrdered = false }));
            Same(1, unordered.WriteErrors.Count);
            Same(1, unordered.WriteErrors[0].Index);
            Same(11000, unordered.WriteErrors[0].Code);
            Same(3L, await docs.CountDocumentsAsync("{}"));
            var ordered = await Bulk(() => docs.InsertManyAsync(Batch(10)));
            Same(1, ordered.WriteErrors[0].Index);
            Same(4L, await docs.CountDocumentsAsync("{}"));
        });

        await check.RunAsync("updateOne: $set, $inc, $push, $unset, $addToSet, $min, $currentDate, upsert", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            var upsert = await docs.UpdateOneAsync(Doc("{_id: 1, kind: 'a'}"), Doc("{$set: {'a.b': 1}, $inc: {n: 2}, $push: {list: 1}, $setOnInsert: {first: true}}"), new() { IsUpsert = true });
            Same(1, upsert.UpsertedId.AsInt32);
            Same(0L, upsert.MatchedCount);
            var update = await docs.UpdateOneAsync(
                Doc("{_id: 1}"),
                Doc("{$inc: {n: 3}, $push: {list: {$each: [3, 2], $sort: 1, $slice: -2}}, $unset: {first: ''}, $addToSet: {set: 'x'}, $min: {low: 4}, $currentDate: {at: true}}"));
            Same(1L, update.ModifiedCount);
            var doc = await docs.Find("{_id: 1}").SingleAsync();
            That(doc.Remove("at", out var at) && at.IsBsonDateTime, "a date in 'at'");
            Same(Doc("{_id: 1, a: {b: 1}, kind: 'a', list: [2, 3], low: 4, n: 5, set: ['x']}"), new BsonDocument(doc.OrderBy(e => e.Name, StringComparer.Ordinal)));
            var again = await docs.UpdateOneAsync(Doc("{_id: 1}"), Doc("{$set: {kind: 'a'}}"));
            Same((1L, 0L), (again.MatchedCount, again.ModifiedCount));
        });

        await check.RunAsync("updateOne: positional $, $[], array filters, pipeline update", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertOneAsync(Doc("{_id: 1, items: [{k: 'a', n: 1}, {k: 'b', n: 2}], total: 0}"));
            await docs.UpdateOneAsync(Doc("{_id: 1, 'items.k': 'b'}"), Doc("{$set: {'items.$.n': 20}}"));
            await docs.UpdateOneAsync(Doc("{_id: 1}"), Doc("{$inc: {'items.$[].n': 1}}"));
            await docs.UpdateOneAsync(Doc("{_id: 1}"), Doc("{$set: {'items.$[i].hit': true}}"), new() { ArrayFilters = [new BsonDocumentArrayFilterDefinition<BsonDocument>(Doc("{'i.n': {$gt: 10}}"))] });
            await docs.UpdateOneAsync(Doc("{_id: 1}"), Pipeline("{$set: {total: {$sum: '$items.n'}}}"));
            Same(Doc("{_id: 1, items: [{k: 'a', n: 2}, {k: 'b', n: 21, hit: true}], total: 23}"), await docs.Find("{_id: 1}").SingleAsync());
        });

        await check.RunAsync("bulkWrite: mixed writes, counts and upserted ids", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            var result = await docs.BulkWriteAsync(
            [
                new InsertOneModel<BsonDocument>(Doc("{_id: 1, n: 1}")),
                new InsertOneModel<BsonDocument>(Doc("{_id: 2, n: 1}")),
                new UpdateOneModel<BsonDocument>(Doc("{_id: 1}"), Doc("{$inc: {n: 1}}")),
                new UpdateManyModel<BsonDocument>(Doc("{}"), Doc("{$set: {seen: true}}")),
                new ReplaceOneModel<BsonDocument>(Doc("{_id: 3}"), Doc("{n: 9}")) { IsUpsert = true },
                new DeleteOneModel<BsonDocument>(Doc("{_id: 2}")),
            ]);
            Same((2L, 3L, 3L, 1L), (result.InsertedCount, result.MatchedCount, result.ModifiedCount, result.DeletedCount));
            Same(3, result.Upserts.Single().Id.AsInt32);
            Same(Doc("{_id: 1, n: 2, seen: true}"), await docs.Find("{_id: 1}").SingleAsync());
        });

        await check.RunAsync("findAndModify: update, replace, remove, before and after", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertManyAsync([Doc("{_id: 1, n: 1}"), Doc("{_id: 2, n: 2}")]);
            var before = await docs.FindOneAndUpdateAsync<BsonDocument>("{}", "{$inc: {n: 10}}", new() { Sort = "{n: -1}" });
            Same(Doc("{_id: 2, n: 2}"), before);
            var after = await docs.FindOneAndReplaceAsync<BsonDocument>("{_id: 1}", Doc("{n: 7}"), new() { ReturnDocument = ReturnDocument.After, Projection = "{_id: 0}" });
            Same(Doc("{n: 7}"), after);
            Same(Doc("{_id: 2, n: 12}"), await docs.FindOneAndDeleteAsync<BsonDocument>("{_id: 2}"));
            That(await docs.FindOneAndDeleteAsync<BsonDocument>("{_id: 2}") is null, "no document");
        });

        await check.RunAsync("writes: unacknowledged, majority and journaled write concerns", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.WithWriteConcern(WriteConcern.Unacknowledged).InsertOneAsync(Doc("{_id: 1}"));
            await docs.WithWriteConcern(WriteConcern.WMajority).InsertOneAsync(Doc("{_id: 2}"));
            await docs.WithWriteConcern(new WriteConcern(1, journal: true)).InsertOneAsync(Doc("{_id: 3}"));
            for (var tries = 0; tries < 50 && await docs.CountDocumentsAsync("{}") < 3; tries++)
            {
                await Task.Delay(20);
            }

            Same(3L, await docs.CountDocumentsAsync("{}"));
        });

        await check.RunAsync("errors: immutable _id, bad operator, conflicting update", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertOneAsync(Doc("{_id: 1, s: 'x'}"));
            await WriteFailsAsync(66, () => docs.UpdateOneAsync("{_id: 1}", "{$set: {_id: 2}}"));
            await WriteFailsAsync(9, () => docs.UpdateOneAsync("{_id: 1}", "{$nope: {a: 2}}"));
            await WriteFailsAsync(40, () => docs.UpdateOneAsync("{_id: 1}", "{$set: {a: 2}, $inc: {a: 1}}"));
            await WriteFailsAsync(14, () => docs.UpdateOneAsync("{_id: 1}", "{$inc: {s: 1}}"));
            await FailsAsync(2, () => docs.Find("{a: {$nope: 1}}").ToListAsync());
        });

        await check.RunAsync("BSON types come back as they went in", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            var doc = new BsonDocument
            {
                { "_id", ObjectId.GenerateNewId() }, { "double", 1.5 }, { "nan", double.NaN }, { "string", "Grüße 🙂" }, { "long", long.MaxValue }, { "int", -1 },
                { "decimal", Decimal128.Parse("12345678901234567890.123456789") }, { "date", new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc) },
                { "guid", new BsonBinaryData(Guid.CreateVersion7(), GuidRepresentation.Standard) }, { "bytes", new BsonBinaryData([1, 2, 3]) }, { "null", BsonNull.Value },
                { "regex", new BsonRegularExpression("^a", "i") }, { "bool", true }, { "timestamp", new BsonTimestamp(5, 6) }, { "min", BsonMinKey.Value },
                { "max", BsonMaxKey.Value }, { "empty", new BsonDocument() }, { "array", new BsonArray { 1, "a", new BsonArray { 2 } } }, { "code", new BsonJavaScript("x") },
            };
            await docs.InsertOneAsync(doc);
            var found = await docs.Find(new BsonDocument("_id", doc["_id"])).SingleAsync();
            That(doc.ToBson().SequenceEqual(found.ToBson()), $"{doc.ToJson()}, got {found.ToJson()}");
        });

        await check.RunAsync("GridFS: upload, download, find, delete", async db =>
        {
            var bucket = new GridFSBucket(db, new() { ChunkSizeBytes = 100_000 });
            var bytes = new byte[3_456_789];
            Random.Shared.NextBytes(bytes);
            var id = await bucket.UploadFromBytesAsync("a.bin", bytes, new() { Metadata = Doc("{kind: 'test'}") });
            var downloaded = await bucket.DownloadAsBytesAsync(id);
            That(bytes.SequenceEqual(downloaded), "the uploaded bytes");
            await using (var seekable = await bucket.OpenDownloadStreamAsync(id, new() { Seekable = true }))
            {
                seekable.Seek(3_000_000, SeekOrigin.Begin);
                Same((int)bytes[3_000_000], seekable.ReadByte());
            }

            Same("test", (await (await bucket.FindAsync("{filename: 'a.bin'}")).SingleAsync()).Metadata["kind"].AsString);
            await bucket.DeleteAsync(id);
            Same(0L, await db.GetCollection<BsonDocument>("fs.chunks").CountDocumentsAsync("{}"));
        });

        await check.RunAsync("limits: a 15 MB document is stored, one over 16 MB is refused", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "s", new string('x', 15_000_000) } });
            Same(15_000_000, (await docs.Find("{_id: 1}").SingleAsync())["s"].AsString.Length);
            await docs.UpdateOneAsync("{_id: 1}", "{$set: {t: 1}}");
            try
            {
                await docs.InsertOneAsync(new BsonDocument { { "_id", 2 }, { "s", new string('x', 17_000_000) } });
                That(false, "an error");
            }
            catch (Exception error) when (error is FormatException or MongoException)
            {
            }

            await WriteFailsAsync(17419, () => docs.UpdateOneAsync("{_id: 1}", new BsonDocument("$set", new BsonDocument("u", new string('y', 2_000_000)))));
            Same(1L, await docs.CountDocumentsAsync("{}"));
        });
    }

    private static async Task<MongoBulkWriteException> Bulk(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (MongoBulkWriteException error)
        {
            return error;
        }

        throw new InvalidOperationException("expected a bulk write error, got none");
    }

    private static bool Remove(this BsonDocument document, string name, out BsonValue value)
    {
        var found = document.TryGetValue(name, out value);
        document.Remove(name);
        return found;
    }
}

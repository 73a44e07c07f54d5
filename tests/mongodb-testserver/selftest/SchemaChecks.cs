using MongoDB.Bson;
using MongoDB.Driver;
using static MongoTestServer.SelfTest.Check;

namespace MongoTestServer.SelfTest;

internal static class SchemaChecks
{
    private const string Schema = """
        {$jsonSchema: {title: 'Docs', bsonType: 'object', required: ['_id', 'state', 'runs'], additionalProperties: false, properties: {
          _id: {bsonType: 'string', pattern: '^[a-z]+$'}, state: {enum: ['new', 'done']}, runs: {bsonType: ['int', 'long'], minimum: 0},
          at: {bsonType: 'date'}, tags: {bsonType: 'array', maxItems: 2, items: {bsonType: 'string'}}, sub: {bsonType: 'object', required: ['x'], additionalProperties: false, properties: {x: {title: 'X', bsonType: 'double'}}}}}}
        """;

    public static async Task RunAsync(Check check)
    {
        await check.RunAsync("validator: $jsonSchema with validationAction error is enforced on every kind of write", async db =>
        {
            await CreateAsync(db, "error", "strict");
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertOneAsync(Doc("{_id: 'a', state: 'new', runs: 1, tags: ['x'], sub: {x: 1.5}}"));
            foreach (var bad in (string[])["{_id: 'b', runs: 1}", "{_id: 'B', state: 'new', runs: 1}", "{_id: 'b', state: 'odd', runs: 1}", "{_id: 'b', state: 'new', runs: -1}",
                "{_id: 'b', state: 'new', runs: 1, more: 1}", "{_id: 'b', state: 'new', runs: 1, tags: ['x', 'y', 'z']}", "{_id: 'b', state: 'new', runs: 1, sub: {}}", "{_id: 'b', state: 'new', runs: 1, sub: {x: 1.5, y: 1}}"])
            {
                await WriteFailsAsync(121, () => docs.InsertOneAsync(Doc(bad)));
            }

            await WriteFailsAsync(121, () => docs.UpdateOneAsync("{_id: 'a'}", "{$set: {state: 'odd'}}"));
            await WriteFailsAsync(121, () => docs.ReplaceOneAsync("{_id: 'a'}", Doc("{state: 'new'}")));
            await WriteFailsAsync(121, () => docs.UpdateOneAsync("{_id: 'c'}", "{$set: {state: 'new'}}", new() { IsUpsert = true }));
            await FailsAsync(121, () => docs.FindOneAndUpdateAsync("{_id: 'a'}", "{$inc: {runs: -5}}"));
            await docs.InsertOneAsync(Doc("{_id: 'b'}"), new InsertOneOptions { BypassDocumentValidation = true });
        });

        await check.RunAsync("validator: query operators, level moderate, action warn, collMod", async db =>
        {
            await CreateAsync(db, "warn", "strict");
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertOneAsync(Doc("{_id: 'x'}"));
            await db.RunCommandAsync<BsonDocument>("{collMod: 'docs', validator: {runs: {$gte: 0}}, validationLevel: 'moderate', validationAction: 'error'}");
            await docs.UpdateOneAsync("{_id: 'x'}", "{$set: {still: 'invalid'}}");
            await WriteFailsAsync(121, () => docs.InsertOneAsync(Doc("{_id: 'y', runs: -1}")));
            var options = (await (await db.ListCollectionsAsync()).SingleAsync())["options"];
            Same(Doc("{runs: {$gte: 0}}"), options["validator"]);
            Same("moderate", options["validationLevel"].AsString);
        });

        await check.RunAsync("create: again with the same options succeeds, with others is error 48", async db =>
        {
            await CreateAsync(db, "error", "strict");
            await CreateAsync(db, "error", "strict");
            await FailsAsync(48, () => CreateAsync(db, "error", "moderate"));
            Same(Doc(Schema), (await (await db.ListCollectionsAsync()).SingleAsync())["options"]["validator"]);
        });

        await check.RunAsync("indexes: unique, partial, sparse, compound, multikey, wildcard, hashed; list and drop", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            var names = await docs.Indexes.CreateManyAsync(
            [
                new(Doc("{a: 1, b: -1}"), new() { Unique = true, Name = "ab" }),
                new(Doc("{c: 1}"), new CreateIndexOptions<BsonDocument> { Unique = true, PartialFilterExpression = "{state: 'open'}" }),
                new(Doc("{s: 1}"), new() { Unique = true, Sparse = true }),
                new(Doc("{'tags.k': 1}")),
                new(Doc("{'$**': 1}"), new() { Name = "wild" }),
                new(Doc("{h: 'hashed'}")),
            ]);
            Same(6, names.Count());
            var listed = (await (await docs.Indexes.ListAsync()).ToListAsync()).ToDictionary(i => i["name"].AsString, StringComparer.Ordinal);
            Same(7, listed.Count);
            Same(Doc("{v: 2, key: {a: 1, b: -1}, name: 'ab', unique: true}"), listed["ab"]);
            Same(Doc("{state: 'open'}"), listed["c_1"]["partialFilterExpression"]);
            That(listed["s_1"]["sparse"].AsBoolean, "a sparse index");
            await docs.InsertManyAsync([Doc("{_id: 1, c: 1, state: 'open', a: 1}"), Doc("{_id: 2, c: 1, state: 'closed', a: 2}"), Doc("{_id: 3, a: 3}")]);
            await WriteFailsAsync(11000, () => docs.InsertOneAsync(Doc("{_id: 4, c: 1, state: 'open', a: 4}")));
            await WriteFailsAsync(11000, () => docs.UpdateOneAsync("{_id: 2}", "{$set: {state: 'open'}}"));
            await docs.Indexes.DropOneAsync("ab");
            await FailsAsync(27, () => docs.Indexes.DropOneAsync("ab"));
            await docs.Indexes.DropAllAsync();
            Same(1, (await (await docs.Indexes.ListAsync()).ToListAsync()).Count);
        });

        await check.RunAsync("createIndexes: again is no error, other options are, duplicates in the data are error 11000", async db =>
        {
            var docs = db.GetCollection<BsonDocument>("docs");
            await docs.InsertManyAsync([Doc("{_id: 1, k: 1, u: 1}"), Doc("{_id: 2, k: 1, u: 2}")]);
            await FailsAsync(11000, () => docs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{k: 1}"), new() { Unique = true })));
            Same(1, (await (await docs.Indexes.ListAsync()).ToListAsync()).Count);
            await docs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{u: 1}"), new() { Unique = true }));
            await docs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{u: 1}"), new() { Unique = true }));
            await FailsAsync(86, () => docs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{u: 1}"))));
            await FailsAsync(85, () => docs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(Doc("{u: 1}"), new() { Unique = true, Name = "other" })));
        });

        await check.RunAsync("collections: list, rename, drop, drop of none, collStats, dbStats, validate", async db =>
        {
            await db.CreateCollectionAsync("one");
            await db.GetCollection<BsonDocument>("one").InsertOneAsync(Doc("{_id: 1}"));
            await db.RenameCollectionAsync("one", "two");
            await db.CreateCollectionAsync("three");
            await FailsAsync(48, () => db.RenameCollectionAsync("two", "three"));
            await db.RenameCollectionAsync("two", "three", new() { DropTarget = true });
            That((await (await db.ListCollectionNamesAsync()).ToListAsync()) is ["three"], "only 'three'");
            Same(1, (await db.RunCommandAsync<BsonDocument>("{collStats: 'three'}"))["count"].ToInt32());
            Same(1, (await db.RunCommandAsync<BsonDocument>("{dbStats: 1}"))["collections"].ToInt32());
            That((await db.RunCommandAsync<BsonDocument>("{validate: 'three'}"))["valid"].AsBoolean, "a valid collection");
            await db.DropCollectionAsync("three");
            await db.DropCollectionAsync("three");
            Same(0, (await (await db.ListCollectionNamesAsync()).ToListAsync()).Count);
        });

        await check.RunAsync("databases: list shows one with data, drop removes it", async db =>
        {
            var name = db.DatabaseNamespace.DatabaseName;
            await db.GetCollection<BsonDocument>("docs").InsertOneAsync(Doc("{_id: 1}"));
            That((await (await check.Client.ListDatabaseNamesAsync()).ToListAsync()).Contains(name), "the database in the list");
            await check.Client.DropDatabaseAsync(name);
            That(!(await (await check.Client.ListDatabaseNamesAsync()).ToListAsync()).Contains(name), "the database gone");
            Same(0L, await db.GetCollection<BsonDocument>("docs").CountDocumentsAsync("{}"));
        });

        await check.RunAsync("differs from mongod: some $jsonSchema keywords are error 9", async db =>
        {
            foreach (var schema in (string[])["{anyOf: [{required: ['a']}]}", "{allOf: [{required: ['a']}]}", "{not: {required: ['a']}}", "{patternProperties: {a: {bsonType: 'int'}}}", "{dependencies: {a: ['b']}}", "{minProperties: 1}"])
            {
                await FailsAsync(9, () => db.RunCommandAsync<BsonDocument>(new BsonDocument { { "create", "docs" }, { "validator", new BsonDocument("$jsonSchema", Doc(schema)) } }));
            }
        });

        await check.RunAsync("differs from mongod: hidden indexes, indexes with a collation, capped, clustered and time series collections are error 115", async db =>
        {
            await FailsAsync(115, () => db.RunCommandAsync<BsonDocument>("{createIndexes: 'docs', indexes: [{key: {a: 1}, name: 'a', hidden: true}]}"));
            await FailsAsync(115, () => db.RunCommandAsync<BsonDocument>("{createIndexes: 'docs', indexes: [{key: {a: 1}, name: 'a', collation: {locale: 'en', strength: 2}}]}"));
            await FailsAsync(115, () => db.RunCommandAsync<BsonDocument>("{create: 'docs', clusteredIndex: {key: {_id: 1}, unique: true}}"));
            await FailsAsync(115, () => db.CreateCollectionAsync("capped", new() { Capped = true, MaxSize = 100_000 }));
            await FailsAsync(115, () => db.CreateCollectionAsync("series", new() { TimeSeriesOptions = new("at") }));
        });
    }

    private static Task<BsonDocument> CreateAsync(IMongoDatabase db, string action, string level) => db.RunCommandAsync<BsonDocument>(new BsonDocument
    {
        { "create", "docs" }, { "validator", Doc(Schema) }, { "validationAction", action }, { "validationLevel", level },
    });
}

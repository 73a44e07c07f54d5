using Microsoft.Extensions.Logging.Testing;
using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.MongoDb.Schema;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Schema;

public sealed class LogSchemaTests : IAsyncLifetime
{
    private TemporaryLog _log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _log = await TemporaryLog.OpenAsync();

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task Indexes_AreThoseOfTheSpecification()
    {
        await _log.ApplySchemaAsync();

        var keys = (await IndexesAsync()).Select(index => index["key"].ToJson());

        string[] specified =
        [
            "{ \"request_id\" : 1 }", "{ \"correlation_id\" : 1 }", "{ \"started_at\" : -1 }", "{ \"system_code\" : 1, \"started_at\" : -1 }",
            "{ \"status\" : 1, \"started_at\" : -1 }", "{ \"is_success\" : 1, \"started_at\" : -1 }",
            "{ \"context.entity_type\" : 1, \"context.entity_id\" : 1 }", "{ \"created_at\" : 1 }",
        ];
        IEnumerable<string> expected = [.. specified, "{ \"_id\" : 1 }", "{ \"context.entity_id\" : 1 }", "{ \"retention_class\" : 1, \"expires_at\" : 1 }", "{ \"retention_class\" : 1, \"started_at\" : 1 }"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
        Assert.True((await IndexAsync("request_id_1"))["unique"].ToBoolean());
    }

    [Fact]
    public async Task ManyHubsAtOnce_ApplyItOnceAndAgree()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _log.Again().ApplySchemaAsync()));

        Assert.Equal(12, (await IndexesAsync()).Count);
    }

    [Fact]
    public async Task Retention_ChangesTheIndex()
    {
        await _log.ApplySchemaAsync();
        var collector = new FakeLogger<LogSchema>();

        var changed = TemporaryLog.Open(_log.Options.ConnectionString, _log.Options.Database!, options => options.Retention = TimeSpan.FromDays(30), collector);
        await changed.ApplySchemaAsync();

        Assert.Equal(30 * 86_400, (await IndexAsync("created_at_1"))["expireAfterSeconds"].ToInt64());
        Assert.Contains(collector.Collector.GetSnapshot(), record => record.Id.Id == 1504);
        changed.Close();
    }

    [Fact]
    public async Task ExpiryOfAnOlderVersion_IsReplaced()
    {
        await _log.Logs.Indexes.CreateOneAsync(
            new CreateIndexModel<BsonDocument>(new BsonDocument("created_at", 1), new CreateIndexOptions { Name = "created_at_1", ExpireAfter = TimeSpan.FromDays(90) }), cancellationToken: Cancel);

        await Task.WhenAll(_log.Again().ApplySchemaAsync(), _log.Again().ApplySchemaAsync());

        var filter = (await IndexAsync("created_at_1"))["partialFilterExpression"];
        Assert.Equal(BsonDocument.Parse("""{ "retention_class": null, "legal_hold": false, "expires_at": null }"""), filter);
    }

    [Fact]
    public async Task ExpiryThatOthersAddedOnTheSameKey_IsLeftAlone_AndTheHubsOwnIsChanged()
    {
        await _log.ApplySchemaAsync();
        var theirs = new CreateIndexOptions<BsonDocument>
        {
            Name = "theirs",
            ExpireAfter = TimeSpan.FromDays(1),
            PartialFilterExpression = new BsonDocument("system_code", "NOISY"),
        };
        await _log.Logs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(new BsonDocument("created_at", 1), theirs), cancellationToken: Cancel);

        var changed = _log.Again(options => options.Retention = TimeSpan.FromDays(30));
        await changed.ApplySchemaAsync();

        Assert.Equal(30 * 86_400, (await IndexAsync("created_at_1"))["expireAfterSeconds"].ToInt64());
        Assert.Equal(86_400, (await IndexAsync("theirs"))["expireAfterSeconds"].ToInt64());
        changed.Close();
    }

    [Fact]
    public async Task IndexesOfALargeLog_AreMadeBesideTheCalls()
    {
        await FillAsync(5_000);

        Assert.Empty(await _log.Store.WriteAsync([LogDocuments.Pending().AsInsert()], Cancel));

        await UntilAsync(async () => (await IndexesAsync()).Count == 12);
    }

    [Fact]
    public async Task IndexesOfALargeLog_ThatCannotBeMade_HoldNoWriteUp_AndAreNamed()
    {
        await FillAsync(5_000, index => new BsonDocument { { "_id", index }, { "request_id", "twice" } });
        var logger = new FakeLogger<LogSchema>();
        var log = TemporaryLog.Open(_log.Options.ConnectionString, _log.Options.Database!, null, logger);

        Assert.Empty(await log.Store.WriteAsync([LogDocuments.Pending().AsInsert()], Cancel));

        await UntilAsync(() => Task.FromResult(logger.Collector.GetSnapshot().Any(record => record.Id.Id == 2502)));
        Assert.Contains("request_id_1", logger.Collector.GetSnapshot().Single(record => record.Id.Id == 2502).Message, StringComparison.Ordinal);
        log.Close();
    }

    [Fact]
    public async Task WhatOthersAdded_IsLeftAlone()
    {
        await _log.ApplySchemaAsync();
        await _log.Logs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(new BsonDocument("actor.user_id", 1), new CreateIndexOptions { Name = "theirs" }), cancellationToken: Cancel);
        await _log.Database.CreateViewAsync<BsonDocument, BsonDocument>("v_theirs", LogSchema.Logs, new EmptyPipelineDefinition<BsonDocument>().Limit(1), cancellationToken: Cancel);

        await _log.Again().ApplySchemaAsync();

        Assert.NotNull(await IndexAsync("theirs"));
        Assert.Contains(
            "v_theirs", await (await _log.Database.ListCollectionNamesAsync(cancellationToken: Cancel)).ToListAsync(Cancel), StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("""{ "request_id": 1 }""", "mine", null, "is { ")]
    [InlineData("""{ "created_at": 1 }""", "mine", null, "expireAfterSeconds")]
    [InlineData("""{ "actor.user_id": 1 }""", "request_id_1", null, "actor.user_id")]
    [InlineData("""{ "started_at": -1 }""", "mine", 60, "expireAfterSeconds")]
    public async Task IndexInTheWay_IsNamed_AndNothingIsDropped(string key, string name, int? seconds, string told)
    {
        var options = new CreateIndexOptions { Name = name, ExpireAfter = seconds is { } age ? TimeSpan.FromSeconds(age) : null };
        await _log.Logs.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>(BsonDocument.Parse(key), options), cancellationToken: Cancel);

        var fault = await Assert.ThrowsAsync<MongoDbStoreException>(_log.ApplySchemaAsync);

        Assert.StartsWith($"Index '{name}' of 'integration_logs' at ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(told, fault.Message, StringComparison.Ordinal);
        Assert.Contains("drop or rename", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(await IndexAsync(name));
    }

    [Fact]
    public async Task CollectionWhereAViewShouldBe_IsNamed()
    {
        await _log.Database.CreateCollectionAsync("v_system_health", cancellationToken: Cancel);

        var fault = await Assert.ThrowsAsync<MongoDbStoreException>(_log.ApplySchemaAsync);

        Assert.Contains("'v_system_health' at ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("is a collection, expected a view", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ViewOfAnOlderVersion_IsBroughtToThisOne()
    {
        await _log.Database.CreateViewAsync<BsonDocument, BsonDocument>(
            "v_system_health", LogSchema.Logs, new EmptyPipelineDefinition<BsonDocument>().Limit(1), cancellationToken: Cancel);

        await _log.ApplySchemaAsync();

        var view = (await (await _log.Database.ListCollectionsAsync(cancellationToken: Cancel)).ToListAsync(Cancel)).Single(found => found["name"] == "v_system_health");
        Assert.Equal(SchemaDefinitions.OfThisVersion.Views.Single(definition => definition.Name == "v_system_health").Pipeline, view["options"]["pipeline"]);
    }

    [Fact]
    public async Task WithoutApplySchema_NothingIsMade()
    {
        var reading = _log.Again(options => options.ApplySchema = false);

        Assert.Null(await reading.Store.FindAsync(Guid.Empty, Cancel));

        Assert.Empty(await (await _log.Database.ListCollectionNamesAsync(cancellationToken: Cancel)).ToListAsync(Cancel));
        reading.Close();
    }

    [Fact]
    public async Task Validator_RefusesWhatIsNoLogDocument_AndTakesEveryDocumentOfTheHub()
    {
        await _log.Store.WriteAsync([LogDocuments.WithEveryField().AsInsert()], Cancel);

        var fault = await Assert.ThrowsAsync<MongoWriteException>(() => _log.Logs.InsertOneAsync(new BsonDocument("_id", "x"), cancellationToken: Cancel));

        Assert.Equal(121, fault.WriteError.Code);
    }

    private Task FillAsync(int count, Func<int, BsonDocument>? document = null) => _log.Logs.InsertManyAsync(
        Enumerable.Range(0, count).Select(document ?? (index => new BsonDocument { { "_id", index }, { "request_id", index } })), cancellationToken: Cancel);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromMinutes(2), "It did not come to that.");
            await Task.Delay(50, Cancel);
        }
    }

    private async Task<List<BsonDocument>> IndexesAsync() => await (await _log.Logs.Indexes.ListAsync(Cancel)).ToListAsync(Cancel);

    private async Task<BsonDocument> IndexAsync(string name) => (await IndexesAsync()).Single(index => index["name"] == name);
}

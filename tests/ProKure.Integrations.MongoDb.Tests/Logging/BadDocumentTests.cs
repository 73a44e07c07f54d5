using System.Text;
using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Logging;

/// <summary>What MongoDB would refuse is stored as text or kept in the quarantine, and takes no neighbour with it.</summary>
public sealed class BadDocumentTests : IAsyncLifetime
{
    private TemporaryLog _log = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _log = await TemporaryLog.OpenAsync();

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    [Fact]
    public async Task BatchWithBadDocuments_StoresEveryOne()
    {
        var huge = $"\"{new string('x', 17 * 1024 * 1024)}\"";
        var levels = string.Concat(Enumerable.Repeat("[", 101)) + string.Concat(Enumerable.Repeat("]", 101));
        string[] bodies =
        [
            huge, levels, "{\"a\\u0000b\":1}", """{"$set":{"a":1}}""", """{"price":1234567890123456789012345678901234567890}""", """{"text":"\ud83d"}""",
        ];
        var bad = bodies.Select(body => LogDocuments.Pending(body: body)).ToList();
        var good = Enumerable.Range(0, 6).Select(_ => LogDocuments.Pending()).ToList();
        var batch = bad.Zip(good).SelectMany(pair => new[] { pair.First.AsInsert(), pair.Second.AsInsert() }).ToList();

        Assert.Empty(await _log.Store.WriteAsync(batch, Cancel));
        Assert.Empty(await _log.Store.WriteAsync([.. bad.Concat(good).Select(document => LogDocuments.Complete(document).AsCompletion())], Cancel));

        foreach (var document in bad.Concat(good))
            LogAssert.Same(LogDocuments.Complete(document), await FindAsync(document));
        Assert.Equal(
            ["QUARANTINED_JSON", .. Enumerable.Repeat("JSON_TEXT", 5), .. Enumerable.Repeat("JSON", 6)],
            (await Task.WhenAll(bad.Concat(good).Select(StoredAsync))).Select(stored => stored["request_body_format"].AsString),
            StringComparer.Ordinal);
        Assert.Equal(3, await _log.Quarantine.CountDocumentsAsync(new BsonDocument(), cancellationToken: Cancel));
        Assert.Equal(12, (await _log.Store.SearchAsync(new LogQuery { Status = LogStatus.Success }, Cancel)).Items.Count);
    }

    [Fact]
    public async Task LongResponse_IsKeptInTheQuarantine_InPartsBetweenCharacters()
    {
        var pending = LogDocuments.Pending();
        var text = string.Concat(Enumerable.Repeat("€", 6 * 1024 * 1024)) + "end";
        var complete = LogDocuments.Complete(pending) with { Response = new CapturedPayload { Body = Encoding.UTF8.GetBytes(text), Format = BodyFormat.Text } };

        Assert.Empty(await _log.Store.WriteAsync([pending.AsInsert()], Cancel));
        Assert.Empty(await _log.Store.WriteAsync([complete.AsCompletion()], Cancel));
        Assert.Empty(await _log.Store.WriteAsync([complete.AsCompletion()], Cancel));

        LogAssert.Same(complete, await FindAsync(pending));
        LogAssert.Same(complete, Assert.Single(await _log.Store.TraceAsync(pending.Entry.CorrelationId, Cancel)));
        Assert.Equal(3, await _log.Quarantine.CountDocumentsAsync(new BsonDocument("request_id", pending.Entry.RequestId.ToString()), cancellationToken: Cancel));
    }

    [Fact]
    public async Task NumbersThatTakeMoreRoomNested_AreStoredAsText()
    {
        var document = LogDocuments.Pending(body: $"[{string.Join(',', Enumerable.Repeat("1", 900_000))}]");

        Assert.Empty(await _log.Store.WriteAsync([document.AsInsert()], Cancel));

        LogAssert.Same(document, await FindAsync(document));
        Assert.Equal("JSON_TEXT", (await StoredAsync(document))["request_body_format"].AsString);
    }

    [Fact]
    public async Task DocumentThatIsTooLargeWithoutItsBodies_IsKeptWhole_AndFound()
    {
        var document = LogDocuments.Pending().With(entry => entry with { Context = new LogContext { EntityId = new string('x', 17 * 1024 * 1024) } });
        var good = LogDocuments.Pending();

        Assert.Empty(await _log.Store.WriteAsync([document.AsInsert(), good.AsInsert()], Cancel));

        LogAssert.Same(document, await FindAsync(document));
        LogAssert.Same(good, await FindAsync(good));
    }

    [Fact]
    public async Task DocumentThatTheServerRefuses_IsKeptWhole_WithTheReason()
    {
        await _log.ApplySchemaAsync();
        await _log.Database.RunCommandAsync<BsonDocument>(
            BsonDocument.Parse("""{ collMod: "integration_logs", validator: { system_code: { $ne: "REFUSED" } } }"""), cancellationToken: Cancel);
        var refused = LogDocuments.Pending().With(entry => entry with { SystemCode = "REFUSED" });
        var good = LogDocuments.Pending();

        Assert.Empty(await _log.Store.WriteAsync([refused.AsInsert(), good.AsInsert(), refused.AsInsert()], Cancel));

        LogAssert.Same(refused, await FindAsync(refused));
        LogAssert.Same(good, await FindAsync(good));
        var kept = await _log.Quarantine.Find(new BsonDocument("request_id", refused.Entry.RequestId.ToString())).SingleAsync(Cancel);
        Assert.Equal(("INSERTED_DOCUMENT", "MongoDB refused it with error 121."), (kept["kind"].AsString, kept["reason"].AsString));
    }

    [Fact]
    public async Task CompletionThatTheServerRefuses_IsKeptWhole_AndHeardOf()
    {
        var (refused, good) = (LogDocuments.Pending(), LogDocuments.Pending());
        await _log.Store.WriteAsync([refused.AsInsert(), good.AsInsert()], Cancel);
        await _log.Database.RunCommandAsync<BsonDocument>(
            BsonDocument.Parse("""{ collMod: "integration_logs", validator: { response_status: { $ne: 418 } } }"""), cancellationToken: Cancel);
        var teapot = LogDocuments.Complete(refused).With(entry => entry with { ResponseStatus = 418 });

        var refusal = Assert.Single(await _log.Store.WriteAsync([LogDocuments.Complete(good).AsCompletion(), teapot.AsCompletion()], Cancel));

        Assert.Equal((1, $"MongoDB refused it with error 121. It is kept in {Quarantine.Name}."), (refusal.Index, refusal.Reason));
        LogAssert.Same(LogDocuments.Complete(good), await FindAsync(good));
        Assert.Equal(1, await _log.Quarantine.CountDocumentsAsync(new BsonDocument("kind", "COMPLETED_DOCUMENT"), cancellationToken: Cancel));
    }

    private Task<LogDocument?> FindAsync(LogDocument document) => _log.Store.FindAsync(document.Entry.RequestId, Cancel);

    private Task<BsonDocument> StoredAsync(LogDocument document) =>
        _log.Logs.Find(new BsonDocument("_id", document.Entry.RequestId.ToString())).SingleAsync(Cancel);
}

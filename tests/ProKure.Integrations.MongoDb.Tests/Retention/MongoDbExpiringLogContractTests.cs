using MongoDB.Bson;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Retention;
using ProKure.Integrations.Retention;
using ProKure.TestKit.Logging;
using ProKure.TestKit.Retention;

namespace ProKure.Integrations.MongoDb.Tests.Retention;

public sealed class MongoDbExpiringLogContractTests : ExpiringLogContract
{
    private TemporaryLog? _log;

    protected override IIntegrationLogStore Log => _log!.Store;

    protected override IHeldLog Held => new MongoDbHeldLog(_log!.Connection, _log.Store, TimeProvider.System);

    protected override bool ExpiresByItself => true;

    [Fact]
    public async Task LongBodyInTheQuarantine_IsHeldAndGoesWithItsDocument()
    {
        var document = LogDocuments.Completed().With(entry => entry with { RetentionClass = "MONTH", ExpiresAt = entry.CreatedAt.AddDays(30) });
        var body = new byte[8 * 1024 * 1024];
        body.AsSpan().Fill((byte)'a');
        document = document with { Request = document.Request! with { Body = body, Format = BodyFormat.Text } };
        await Log.WriteAsync([document.AsInsert()], Cancel);
        var scope = new HoldScope { RequestId = document.Entry.RequestId };
        Assert.True(await CountAsync("{}") > 0);

        await Held.HoldAsync(scope, Cancel);
        Assert.Equal(await CountAsync("{}"), await CountAsync("""{ "legal_hold": true, "retention_class": "MONTH" }"""));
        await Held.ClearAsync(scope, [], Cancel);
        Assert.Equal(await CountAsync("{}"), await CountAsync("""{ "legal_hold": null }"""));

        var now = document.Entry.CreatedAt.AddDays(31);
        var rule = new ExpiryRule { RetentionClass = "MONTH", Now = now, CreatedBefore = now.AddDays(-30) };
        await Store.TidyAsync(rule, Cancel);
        Assert.True(await CountAsync("{}") > 0);
        await _log!.Logs.DeleteOneAsync(new BsonDocument("_id", document.Entry.RequestId.ToString()), Cancel);
        await Store.TidyAsync(rule, Cancel);
        Assert.Equal(0, await CountAsync("{}"));
    }

    [Fact]
    public async Task WholeDocumentInTheQuarantine_IsHeldByWhatItIsAbout()
    {
        var document = LogDocuments.Completed();
        var keys = Enumerable.Range(0, 2).ToDictionary(i => $"k{i}", _ => new string('k', 600 << 10), StringComparer.Ordinal);
        document = document.With(entry => entry with { RetentionClass = "MONTH", ExpiresAt = entry.CreatedAt.AddDays(30), Context = entry.Context with { Keys = keys } });
        await Log.WriteAsync([document.AsInsert()], Cancel);
        var scope = new HoldScope { EntityType = document.Entry.Context.EntityType, EntityId = document.Entry.Context.EntityId };
        var parts = await CountAsync("{}");
        Assert.True(parts > 0);

        await Held.HoldAsync(scope with { EntityId = "another" }, Cancel);
        Assert.Equal(0, await CountAsync("""{ "legal_hold": true }"""));
        await Held.HoldAsync(scope, Cancel);
        Assert.Equal(parts, await CountAsync("""{ "legal_hold": true }"""));
        var now = document.Entry.CreatedAt.AddDays(31);
        var rule = new ExpiryRule { RetentionClass = "MONTH", Now = now, CreatedBefore = now.AddDays(-30) };
        await Store.TidyAsync(rule, Cancel);
        Assert.Equal(parts, await CountAsync("{}"));

        await Held.ClearAsync(scope, [new HoldScope { SystemCode = document.Entry.SystemCode }], Cancel);
        Assert.Equal(parts, await CountAsync("""{ "legal_hold": true }"""));
        await Held.ClearAsync(scope, [], Cancel);
        Assert.Equal(parts, await CountAsync("""{ "legal_hold": null }"""));
        await Store.TidyAsync(rule with { MustBeArchived = true }, Cancel);
        Assert.Equal(parts, await CountAsync("{}"));
        await Store.TidyAsync(rule, Cancel);
        Assert.Equal(0, await CountAsync("{}"));
    }

    protected override async ValueTask<IExpiringLog> OpenAsync()
    {
        _log = await TemporaryLog.OpenAsync();
        return new MongoDbExpiringLog(_log.Connection, _log.Store);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_log is not null)
            await _log.DisposeAsync();
    }

    private Task<long> CountAsync(string filter) => _log!.Quarantine.CountDocumentsAsync(BsonDocument.Parse(filter), cancellationToken: Cancel);
}

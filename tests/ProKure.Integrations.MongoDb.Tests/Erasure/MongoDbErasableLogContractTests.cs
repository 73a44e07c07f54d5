using System.Text;
using MongoDB.Bson;
using MongoDB.Driver;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.MongoDb.Erasure;
using ProKure.TestKit.Erasure;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.MongoDb.Tests.Erasure;

public sealed class MongoDbErasableLogContractTests : ErasableLogContract
{
    private TemporaryLog? _log;

    [Fact]
    public async Task Erase_TakesLongBodiesFromTheQuarantine()
    {
        var document = LogDocuments.Complete(LogDocuments.Pending(body: $"\"{new string('x', 8 << 20)}\""));
        await WriteAsync(document);
        Assert.NotEmpty(await QuarantinedAsync());

        Assert.Single(await EraseAsync(document.Entry));

        Assert.Empty(await QuarantinedAsync());
    }

    [Fact]
    public async Task EraseAside_TakesTheContentOfWholeDocumentsInTheQuarantine()
    {
        var document = LogDocuments.Completed();
        var keys = Enumerable.Range(0, 2).ToDictionary(i => $"k{i}", _ => new string('k', 600 << 10), StringComparer.Ordinal);
        var large = document.With(entry => entry with { Context = entry.Context with { Keys = keys } });
        await Store.Log.WriteAsync([large.AsInsert()], Cancel);
        Assert.Contains("4500012345", await QuarantinedAsync(), StringComparison.Ordinal);
        var entity = new BusinessEntity(document.Entry.Context.EntityType!, document.Entry.Context.EntityId!);

        Assert.Equal(0, await Store.Erasable.EraseAsideAsync(entity with { Id = "other" }, LogDocuments.Start.AddDays(1), LogDocuments.Start.AddDays(3), Cancel));
        Assert.Equal(1, await Store.Erasable.EraseAsideAsync(entity, LogDocuments.Start.AddDays(1), LogDocuments.Start.AddDays(3), Cancel));
        Assert.Equal(0, await Store.Erasable.EraseAsideAsync(entity, LogDocuments.Start.AddDays(1), LogDocuments.Start.AddDays(3), Cancel));

        Assert.DoesNotContain("4500012345", await QuarantinedAsync(), StringComparison.Ordinal);
        LogAssert.Same(Erased.Of(large, LogDocuments.Start.AddDays(3)), await FindAsync(large));
    }

    protected override async ValueTask<ErasableStores> OpenAsync()
    {
        _log = await TemporaryLog.OpenAsync();
        return new ErasableStores(_log.Store, new MongoDbErasableLog(_log.Connection, _log.Schema, TimeProvider.System));
    }

    protected override async ValueTask CloseAsync()
    {
        if (_log is not null)
            await _log.DisposeAsync();
    }

    private async Task<string> QuarantinedAsync()
    {
        var text = new StringBuilder();
        foreach (var part in await _log!.Quarantine.Find(new BsonDocument()).ToListAsync(Cancel))
            text.Append(part["text"].AsString);
        return text.ToString();
    }
}

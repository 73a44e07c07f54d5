using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ProKure.Integrations.Fleet;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Tests.Execution;
using ProKure.Integrations.Tests.Fleet;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Tests.Objects;

public sealed class ObjectUpkeepTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(LogDocuments.Start);
    private readonly ScriptedObjectStore _store = new() { Now = LogDocuments.Start.AddDays(-2) };
    private readonly InMemoryLogStore _log = new();
    private readonly ListedBodies _archive = new();
    private readonly ObjectUpkeep _upkeep;

    public ObjectUpkeepTests()
    {
        var leadership = new Leadership(new InMemoryFleetStore(_time), "role", new HubInstance("me"), TimeSpan.FromSeconds(30), _time, NullLogger<Leadership>.Instance);
        _upkeep = new ObjectUpkeep(_store, _log, _archive, leadership, Options.Create(new ObjectOptions()), _time, NullLogger<ObjectUpkeep>.Instance);
    }

    public void Dispose() => _upkeep.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunOnce_NoDocument_RemovesOnlyWhenItIsFoundSoTwice()
    {
        var orphan = await PutAsync(Guid.CreateVersion7(LogDocuments.Start));

        Assert.Equal(0, await _upkeep.RunOnceAsync(Cancel));
        Assert.Contains(orphan, _store.Objects);
        Assert.Equal(1, await _upkeep.RunOnceAsync(Cancel));

        Assert.Empty(_store.Objects);
    }

    [Fact]
    public async Task RunOnce_DocumentCameInBetween_Stays()
    {
        var document = LogDocuments.Completed();
        var key = await PutAsync(document.Entry.RequestId);
        await _upkeep.RunOnceAsync(Cancel);
        await WriteAsync(document with { Response = new CapturedPayload { IsTruncated = true, Reference = new BodyReference("test", key, 1, "00") } });

        Assert.Equal(0, await _upkeep.RunOnceAsync(Cancel));
        Assert.Equal(0, await _upkeep.RunOnceAsync(Cancel));

        Assert.Contains(key, _store.Objects);
    }

    [Fact]
    public async Task RunOnce_DocumentIsInTheArchiveAlone_StaysUntilItIsNot()
    {
        var key = await PutAsync(Guid.CreateVersion7(LogDocuments.Start));
        _archive.Kept.Add(key);
        await _upkeep.RunOnceAsync(Cancel);
        Assert.Equal(0, await _upkeep.RunOnceAsync(Cancel));

        _archive.Kept.Clear();
        await _upkeep.RunOnceAsync(Cancel);
        Assert.Equal(1, await _upkeep.RunOnceAsync(Cancel));
    }

    [Fact]
    public async Task RunOnce_ExchangeIsOpen_Stays()
    {
        var document = LogDocuments.Pending();
        var key = await PutAsync(document.Entry.RequestId);
        await WriteAsync(document);

        await _upkeep.RunOnceAsync(Cancel);
        Assert.Equal(0, await _upkeep.RunOnceAsync(Cancel));

        Assert.Contains(key, _store.Objects);
    }

    [Fact]
    public async Task RunOnce_DocumentRefersToNoObject_Removes()
    {
        var document = LogDocuments.Completed() with { Response = null };
        await PutAsync(document.Entry.RequestId);
        await WriteAsync(document);

        await _upkeep.RunOnceAsync(Cancel);

        Assert.Equal(1, await _upkeep.RunOnceAsync(Cancel));
    }

    [Fact]
    public async Task RunOnce_ObjectIsYoungOrNoBody_Stays()
    {
        _store.Now = LogDocuments.Start.AddHours(-23);
        await PutAsync(Guid.CreateVersion7(LogDocuments.Start));
        _store.Now = LogDocuments.Start.AddDays(-9);
        await _store.PutAsync("bodies/2026/11/26/SAP/notes.txt", new MemoryStream([1]), Cancel);
        await _store.PutAsync("archive/2026/11/26/SAP.ndjson", new MemoryStream([1]), Cancel);

        await _upkeep.RunOnceAsync(Cancel);
        Assert.Equal(0, await _upkeep.RunOnceAsync(Cancel));

        Assert.Equal(3, _store.Objects.Count);
    }

    [Fact]
    public async Task RunOnce_KeyThatWasWrappedAnew_GoesWithItsBody()
    {
        var document = LogDocuments.Completed();
        var (kept, orphan) = (await PutAsync(document.Entry.RequestId), await PutAsync(Guid.CreateVersion7(LogDocuments.Start)));
        await WriteAsync(document with { Response = new CapturedPayload { IsTruncated = true, Reference = new BodyReference("test", kept, 1, "00") } });
        foreach (var body in new[] { kept, orphan })
            await _store.PutAsync(RewrappedKeys.NameOf("K2", body), new MemoryStream([1]), Cancel);

        await _upkeep.RunOnceAsync(Cancel);
        await _upkeep.RunOnceAsync(Cancel);

        Assert.Equal(new[] { kept, RewrappedKeys.NameOf("K2", kept) }.Order(StringComparer.Ordinal), _store.Objects.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }

    [Fact]
    public async Task RunOnce_StoreFailsInBetween_BeginsAnew()
    {
        await PutAsync(Guid.CreateVersion7(LogDocuments.Start));
        await _upkeep.RunOnceAsync(Cancel);
        _store.Failures = 1;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _upkeep.RunOnceAsync(Cancel));

        Assert.Equal(0, await _upkeep.RunOnceAsync(Cancel));
        Assert.Equal(1, await _upkeep.RunOnceAsync(Cancel));
    }

    private async Task<string> PutAsync(Guid requestId)
    {
        var key = BodyKey.Of(LogDocuments.Start.AddDays(-2), "SAP", requestId, BodySide.Response);
        await _store.PutAsync(key, new MemoryStream([1]), Cancel);
        return key;
    }

    private sealed class ListedBodies : IBodyKeeper
    {
        public HashSet<string> Kept { get; } = new(StringComparer.Ordinal);

        public Task<bool> KeepsBodyAsync(string body, CancellationToken cancellationToken) => Task.FromResult(Kept.Contains(body));
    }

    private Task<IReadOnlyList<LogWriteRefusal>> WriteAsync(LogDocument document) => _log.WriteAsync([document.AsCompletion()], Cancel);
}

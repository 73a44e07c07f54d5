using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Objects.Framing;
using ProKure.Integrations.Tests.Spool;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Tests.Objects;

/// <summary>Long bodies outlive the master key that they were encrypted with.</summary>
public sealed class SealedBodiesTests : IDisposable
{
    private static readonly byte[] Plain = RandomNumberGenerator.GetBytes(70_000);

    private readonly ScriptedObjectStore _store = new();
    private readonly TemporarySpool _folder = new();
    private int _steps;
    private int _done;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Pass_ThenTheOldKeyGone_TheBodyIsReadAsBefore_AndIsTheSameBytes()
    {
        var body = await PutAsync("k1");
        var stored = _store.Objects[body.Key].Content;

        var run = await PassAsync("k1", "k2");

        Assert.Empty(run.Unreadable);
        Assert.Equal(stored, _store.Objects[body.Key].Content);
        Assert.Equal(Plain, await ReadAsync(body, "k2"));
        Assert.Equal(Plain, await ReadAsync(body, "k1"));
    }

    [Fact]
    public async Task Pass_AfterPass_CountsAndWritesNothingMore()
    {
        var bodies = SealedBodies("k1", "k2");
        Assert.Null(await bodies.CountAsync(Cancel));
        for (var i = 0; i < 120; i++)
            await PutAsync("k1");
        await PutAsync("k1", "k2");
        await PutAsync();

        await bodies.PassAsync(Run(), Cancel);
        Assert.Equal((120, true), (_done, _steps > 2));
        await bodies.PassAsync(Run(), Cancel);

        Assert.Equal(120, _done);
        Assert.Equal(("k2", 121), Assert.Single((await bodies.CountAsync(Cancel))!.ByKey.Select(key => (key.Key, key.Value))));
        Assert.Equal(122 + 120, _store.Objects.Count);
    }

    [Fact]
    public async Task Pass_ToAThirdKey_NeedsOneOfTheTwoBefore_AndLeavesOneWrapping()
    {
        var body = await PutAsync("k1");
        await PassAsync("k1", "k2");

        var run = await PassAsync("k2", "k3/../..");

        Assert.Empty(run.Unreadable);
        Assert.Equal(Plain, await ReadAsync(body, "k3/../.."));
        var wrapping = Assert.Single(_store.Objects, stored => stored.Key != body.Key);
        Assert.Equal($"body-keys/id-k3%2F..%2F../{body.Key}", wrapping.Key);

        // A header, and nothing else: the key in it is wrapped.
        Assert.Equal(wrapping.Value.Content.Length, BodyHeader.Read(wrapping.Value.Content).Length);
    }

    [Fact]
    public async Task Pass_ArchiveFiles_AreReadWithTheNewKeyAlone_AndManifestsAreNoBodies()
    {
        const string Key = "archive/AUDIT/2026/03/14/SAP/0001-a.ndjson";
        await PutAsync(Key, ["k1"]);
        await _store.PutAsync(ArchiveKey.ManifestOf(Key), new MemoryStream("{}"u8.ToArray()), Cancel);

        var run = await PassAsync("k1", "k2");

        Assert.Empty(run.Unreadable);
        var content = new ArchiveContent(1, 1, LogDocuments.Start, LogDocuments.Start, Plain.Length, "", 0, "", "");
        await using var lines = await new ArchiveReader(_store, TestMasterKeys.Of("k2")).OpenAsync(Key, content, Cancel);
        var read = new MemoryStream();
        await lines.CopyToAsync(read, Cancel);
        Assert.Equal(Plain, read.ToArray());
    }

    [Fact]
    public async Task Pass_WithoutTheOldKey_SaysHowManyCannotBeRead_AndCountsThem()
    {
        var body = await PutAsync("k1");
        await _store.PutAsync(body.Key.Replace("-response", "-request", StringComparison.Ordinal), new MemoryStream("no body at all"u8.ToArray()), Cancel);
        var bodies = SealedBodies("k2");
        var run = Run();

        await bodies.PassAsync(run, Cancel);

        Assert.Equal(["2 long bodies and archive files"], run.Unreadable, StringComparer.Ordinal);
        Assert.Equal(("k1", 1), Assert.Single((await bodies.CountAsync(Cancel))!.ByKey.Select(key => (key.Key, key.Value))));
        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(body, "k2"));
        Assert.Contains("'k1'", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrapping_OfAnotherBody_OpensNothing()
    {
        var (one, other) = (await PutAsync("k1"), await PutAsync("k1"));
        await PassAsync("k1", "k2");
        _store.Objects[RewrappedKeys.NameOf("k2", one.Key)] = _store.Objects[RewrappedKeys.NameOf("k2", other.Key)];

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(one, "k2"));
    }

    [Fact]
    public async Task Pass_WhileTheStoreIsAway_SaysSo_AndCanBeDoneAgain()
    {
        var body = await PutAsync("k1");
        _store.Failures = 1;
        await Assert.ThrowsAsync<StoreUnavailableException>(() => PassAsync("k1", "k2"));

        await PassAsync("k1", "k2");

        Assert.Equal(Plain, await ReadAsync(body, "k2"));
    }

    private async Task<BodyReference> PutAsync(params string[] keys)
    {
        var key = BodyKey.Of(TimeProvider.System.GetUtcNow(), "SAP", Guid.CreateVersion7(), BodySide.Response);
        await PutAsync(key, keys);
        return new BodyReference("test", key, Plain.Length, Convert.ToHexStringLower(SHA256.HashData(Plain)));
    }

    private async Task PutAsync(string key, string[] keys)
    {
        var framed = new MemoryStream();
        using (var writer = new FramedBodyWriter(framed, BodyDataKey.New(TestMasterKeys.Of(keys), key), 10_000))
        {
            writer.Write(Plain);
            writer.Complete();
        }

        await _store.PutAsync(key, new MemoryStream(framed.ToArray()), Cancel);
    }

    private async Task<byte[]> ReadAsync(BodyReference body, params string[] keys)
    {
        await using var stream = await new StoredBodies(_folder.Open(), _store, TestMasterKeys.Of(keys)).OpenAsync(body, Cancel);
        var read = new MemoryStream();
        await stream!.CopyToAsync(read, Cancel);
        return read.ToArray();
    }

    private async Task<RotationRun> PassAsync(params string[] keys)
    {
        var run = Run();
        await SealedBodies(keys).PassAsync(run, Cancel);
        return run;
    }

    private SealedBodies SealedBodies(params string[] keys) => new(_store, TestMasterKeys.Of(keys), TimeProvider.System, NullLogger<SealedBodies>.Instance);

    private RotationRun Run() => new((done, _) =>
    {
        _steps++;
        _done += done;
        return Task.CompletedTask;
    });
}

using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Objects.Framing;
using ProKure.Integrations.Spool;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.S3.Tests;

/// <summary>A rotation of master keys over long bodies and archive files that are in S3.</summary>
public sealed class S3KeyRotationTests : IAsyncLifetime
{
    private static readonly byte[] Plain = RandomNumberGenerator.GetBytes(300_000);

    private readonly S3Server _server;
    private readonly string _folder = Directory.CreateTempSubdirectory("prokure-").FullName;
    private HubSpool _spool = null!;
    private S3ObjectStore _store = null!;

    public S3KeyRotationTests(S3Server server) => _server = server;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_server.Missing is not null, _server.Missing ?? "");

        // s3rver's own, documented keys. The prefix stands before every key, those of wrapped keys too.
        _store = new S3ObjectStore(Microsoft.Extensions.Options.Options.Create(new S3ObjectStoreOptions
        {
            Bucket = _server.CreateBucket(),
            Prefix = "hub-a/",
            Endpoint = _server.Url,
            PathStyle = true,
            AccessKey = "S3RVER",
            SecretKey = "S3RVER",
            PartBytes = 5 << 20,
        }));
        _spool = new HubSpool(
            Microsoft.Extensions.Options.Options.Create(new SpoolOptions { Directory = _folder }), new HubInstance("hub"), TimeProvider.System, NullLogger<HubSpool>.Instance);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        _spool?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Rotate_BodiesAndArchiveFiles_AreReadWithoutTheOldKey_AndAreTheSameObjects()
    {
        var bodies = new List<BodyReference>();
        for (var i = 0; i < 60; i++)
            bodies.Add(await PutAsync("K1"));
        const string Archived = "archive/AUDIT/2026/03/14/SAP/0001-a.ndjson";
        await PutAsync(Archived, "K1");
        var before = await ObjectsAsync();

        var (run, done) = await RotateAsync("K1", "K2");

        Assert.Equal((61, 0), (done, run.Unreadable.Count));
        var after = await ObjectsAsync();
        Assert.Equal(before, after.Where(stored => !stored.Key.StartsWith("body-keys/", StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal));
        Assert.Equal(61, after.Count - before.Count);
        foreach (var body in bodies)
            Assert.Equal(Plain, await ReadAsync(body, "K2"));
        await using var lines = await new ArchiveReader(_store, TestKeys.Of("K2")).OpenAsync(
            Archived, new ArchiveContent(1, 1, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Plain.Length, "", 0, "", ""), Cancel);
        Assert.Equal(Plain, await WholeAsync(lines));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(bodies[0], "K3"));
    }

    [Fact]
    public async Task Rotate_OnceMore_DoesNothing_AndToAThirdKey_LeavesOneWrappingOfEach()
    {
        var body = await PutAsync("K1");
        Assert.Equal(1, (await RotateAsync("K1", "K2")).Done);
        Assert.Equal(0, (await RotateAsync("K1", "K2")).Done);

        Assert.Equal(1, (await RotateAsync("K2", "K3")).Done);

        Assert.Equal(Plain, await ReadAsync(body, "K3"));
        Assert.Equal([$"body-keys/id-K3/{body.Key}"], (await ObjectsAsync()).Keys.Where(key => key != body.Key), StringComparer.Ordinal);
    }

    [Fact]
    public async Task Rotate_WithoutTheOldKey_SaysSo_AndChangesNothing()
    {
        await PutAsync("K1");

        var (run, done) = await RotateAsync("K2");

        Assert.Equal(0, done);
        Assert.Equal(["1 long bodies and archive files"], run.Unreadable, StringComparer.Ordinal);
        Assert.Single(await ObjectsAsync());
    }

    private async Task<BodyReference> PutAsync(string masterKey)
    {
        var key = BodyKey.Of(TimeProvider.System.GetUtcNow(), "SAP", Guid.CreateVersion7(), BodySide.Response);
        await PutAsync(key, masterKey);
        return new BodyReference(_store.Name, key, Plain.Length, Convert.ToHexStringLower(SHA256.HashData(Plain)));
    }

    private async Task PutAsync(string key, string masterKey)
    {
        using var framed = new MemoryStream();
        using (var writer = new FramedBodyWriter(framed, BodyDataKey.New(TestKeys.Of(masterKey), key), 64 << 10))
        {
            writer.Write(Plain);
            writer.Complete();
        }

        await _store.PutAsync(key, new MemoryStream(framed.ToArray()), Cancel);
    }

    private async Task<byte[]> ReadAsync(BodyReference body, params string[] masterKeys)
    {
        await using var stream = await new StoredBodies(_spool, _store, TestKeys.Of(masterKeys)).OpenAsync(body, Cancel);
        return await WholeAsync(stream!);
    }

    private static async Task<byte[]> WholeAsync(Stream stream)
    {
        using var whole = new MemoryStream();
        await stream.CopyToAsync(whole, Cancel);
        return whole.ToArray();
    }

    private async Task<(RotationRun Run, int Done)> RotateAsync(params string[] masterKeys)
    {
        var done = 0;
        var run = new RotationRun((count, _) =>
        {
            done += count;
            return Task.CompletedTask;
        });
        await new SealedBodies(_store, TestKeys.Of(masterKeys), TimeProvider.System, NullLogger<SealedBodies>.Instance).PassAsync(run, Cancel);
        return (run, done);
    }

    // By their content.
    private async Task<Dictionary<string, string>> ObjectsAsync()
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var stored in _store.ListAsync("", Cancel))
        {
            await using var content = await _store.OpenAsync(stored.Key, 0, stored.Bytes, Cancel);
            found.Add(stored.Key, Convert.ToHexStringLower(await SHA256.HashDataAsync(content!, Cancel)));
        }

        return found;
    }
}

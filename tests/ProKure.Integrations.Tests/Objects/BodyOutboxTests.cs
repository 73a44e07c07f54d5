using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Spool;
using ProKure.Integrations.Tests.Spool;

namespace ProKure.Integrations.Tests.Objects;

public sealed class BodyOutboxTests : IDisposable
{
    private readonly TemporarySpool _folder = new();
    private readonly IMasterKeyProvider _keys = TestMasterKeys.None;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Complete_Body_IsReadableBeforeAndAfterItsUpload()
    {
        var (spool, store) = (_folder.Open(), new ScriptedObjectStore());
        var bodies = new StoredBodies(spool, store, _keys);
        var reference = Keep(spool, "bodies/a", "the whole body");

        Assert.Equal("the whole body", await ReadAsync(bodies, reference));
        await UploadAllAsync(spool, store);

        Assert.Equal("the whole body", await ReadAsync(bodies, reference));
        Assert.Equal(["bodies/a"], store.Objects.Keys, StringComparer.Ordinal);
        Assert.Equal((0, 0L, 1L, 1L, 0L), (spool.WholeBodies.Count, spool.WholeBodies.Bytes, spool.WholeBodies.Kept, spool.WholeBodies.Uploaded, spool.WholeBodies.Shed));
        Assert.Empty(_folder.Files(".body"));
    }

    [Fact]
    public async Task Upload_StoreFailsAndReturns_LosesNothing()
    {
        var (spool, store) = (_folder.Open(), new ScriptedObjectStore { Failures = 5 });
        for (var i = 0; i < 10; i++)
            Keep(spool, $"bodies/{i}", $"body {i}");

        await UploadAllAsync(spool, store);

        Assert.Equal(10, store.Objects.Count);
        Assert.Equal(10, spool.WholeBodies.Uploaded);
    }

    [Fact]
    public async Task Upload_OneIsRefused_TheOthersGoThrough()
    {
        var (spool, store) = (_folder.Open(), new ScriptedObjectStore { Refused = "bodies/bad" });
        Keep(spool, "bodies/bad", "x");
        for (var i = 0; i < 5; i++)
            Keep(spool, $"bodies/{i}", "y");

        using var uploader = Uploader(spool, store);
        await uploader.StartAsync(Cancel);
        await UntilAsync(() => store.Objects.Count == 5);
        await uploader.StopAsync(Cancel);

        Assert.Equal("bodies/bad", Assert.Single(spool.Bodies.List()).Key);
    }

    [Fact]
    public async Task Adopt_OwnerIsGone_TakesItsBodiesOver()
    {
        var (owner, heir, store) = (_folder.Open(), _folder.Open(), new ScriptedObjectStore());
        var reference = Keep(owner, "bodies/left", "left behind");
        owner.Dispose();

        Assert.Equal("left behind", await ReadAsync(new StoredBodies(heir, store, _keys), reference));
        Assert.Equal(1, heir.Adopt());
        Assert.Equal("left behind", await ReadAsync(new StoredBodies(heir, store, _keys), reference));
        await UploadAllAsync(heir, store);

        Assert.Equal(["bodies/left"], store.Objects.Keys, StringComparer.Ordinal);
    }

    [Fact]
    public void Adopt_HalfABody_IsNone()
    {
        var (owner, heir) = (_folder.Open(), _folder.Open());
        using var half = owner.BeginBody("bodies/half", "test", TestMasterKeys.None)!;
        half.Advance(half.GetSpan(500_000).Length);
        owner.Dispose();

        Assert.Equal(0, heir.Adopt());

        Assert.True(heir.Bodies.IsEmpty);
        Assert.Empty(_folder.Files(".body"));
    }

    [Fact]
    public void Begin_NoMoreRoom_BodiesAreShedAndCounted()
    {
        var spool = _folder.Open(options => options.MaxWholeBytes = 1 << 20);
        var noise = new byte[900_000];
        new Random(1).NextBytes(noise);

        var first = Keep(spool, "bodies/1", noise);
        var second = Record(spool, "bodies/2", noise);

        Assert.NotNull(first);
        Assert.Equal((true, null), (second.IsTruncated, second.Reference));
        Assert.Equal((1, 1L), (spool.WholeBodies.Count, spool.WholeBodies.Shed));
        Assert.InRange(spool.WholeBodies.Bytes, 900_000, 1 << 20);
        Assert.Single(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories), file => file.Contains("bodies", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Open_OtherContentUnderTheKey_IsNotGivenOut()
    {
        var (spool, store) = (_folder.Open(), new ScriptedObjectStore());
        var reference = Keep(spool, "bodies/a", "one");
        Keep(spool, "bodies/a", "two");

        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(new StoredBodies(spool, store, _keys), reference));
    }

    [Fact]
    public async Task Open_Encrypted_DiskShowsNothingOfTheBody()
    {
        var (spool, keys) = (_folder.Open(), TestMasterKeys.Of("k1"));
        using var body = spool.BeginBody("bodies/a", "test", keys)!;
        System.Buffers.BuffersExtensions.Write(body, "VendorCode V-100045"u8);
        var reference = body.Complete();

        Assert.Equal(-1, (await File.ReadAllBytesAsync(Assert.Single(_folder.Files(".body")), Cancel)).AsSpan().IndexOf("V-100045"u8));
        Assert.Equal("VendorCode V-100045", await ReadAsync(new StoredBodies(spool, new ScriptedObjectStore(), keys), reference));
        Assert.Equal("VendorCode V-100045", await ReadAsync(new StoredBodies(spool, new ScriptedObjectStore(), TestMasterKeys.Of("k1", "k2")), reference));
    }

    private static BodyReference Keep(HubSpool spool, string key, string text) => Keep(spool, key, Encoding.UTF8.GetBytes(text));

    private static BodyReference Keep(HubSpool spool, string key, byte[] content)
    {
        using var body = spool.BeginBody(key, "test", TestMasterKeys.None)!;
        System.Buffers.BuffersExtensions.Write(body, content);
        return body.Complete();
    }

    private static CapturedPayload Record(HubSpool spool, string key, byte[] content)
    {
        using var recorder = new BodyRecorder(
            Integrations.Capture.Rules.RedactionRules.Default, "application/octet-stream", new Integrations.Capture.RedactedFields(), 1_000, 0, () => spool.BeginBody(key, "test", TestMasterKeys.None));
        recorder.Write(content);
        return recorder.Complete();
    }

    private static async Task UploadAllAsync(HubSpool spool, IObjectStore store)
    {
        using var uploader = Uploader(spool, store);
        await uploader.StartAsync(Cancel);
        await UntilAsync(() => spool.Bodies.IsEmpty);
        await uploader.StopAsync(Cancel);
    }

    private static BodyUploader Uploader(HubSpool spool, IObjectStore store) =>
        new(spool, store, Options.Create(new ObjectOptions()), TimeProvider.System, NullLogger<BodyUploader>.Instance);

    private static async Task UntilAsync(Func<bool> isTrue)
    {
        while (!isTrue())
            await Task.Delay(5, Cancel);
    }

    private static async Task<string> ReadAsync(StoredBodies bodies, BodyReference reference)
    {
        await using var body = await bodies.OpenAsync(reference, Cancel);
        using var reader = new StreamReader(body!);
        return await reader.ReadToEndAsync(Cancel);
    }
}

using ProKure.Integrations.Objects;
using ProKure.TestKit.Objects;
using ProKure.TestKit.Servers;

namespace ProKure.Integrations.S3.Tests;

public sealed class S3ObjectStoreTests(S3Server server) : ObjectStoreContract
{
    private S3ObjectStore? _store;
    private string _bucket = "";

    protected override ValueTask<IObjectStore> OpenAsync()
    {
        Assert.SkipWhen(server.Missing is not null, server.Missing ?? "");
        _bucket = server.CreateBucket();
        _store = Open(Options(_bucket));
        return ValueTask.FromResult<IObjectStore>(_store);
    }

    protected override ValueTask CloseAsync()
    {
        _store?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Prefix_OfTheStore_StandsBeforeEveryKeyAndIsNotSeen()
    {
        var options = Options(_bucket);
        options.Prefix = "hub/";
        using var prefixed = Open(options);
        await using var content = new MemoryStream([1, 2, 3]);

        await prefixed.PutAsync("bodies/a", content, Cancel);

        Assert.Equal(["hub/bodies/a"], await KeysAsync(""));
        await foreach (var stored in prefixed.ListAsync("bodies/", Cancel))
            Assert.Equal("bodies/a", stored.Key);
    }

    [Fact]
    public async Task AnyCall_NobodyListens_StoreIsUnavailable()
    {
        var options = Options(_bucket);
        options.Endpoint = $"http://127.0.0.1:{FreePort.Find()}";
        using var away = Open(options);
        await using var content = new MemoryStream([1]);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => away.PutAsync("bodies/a", content, Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => away.FindLengthAsync("bodies/a", Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => away.OpenAsync("bodies/a", 0, 1, Cancel));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => away.DeleteAsync("bodies/a", Cancel));
    }

    [Fact]
    public async Task Put_NoSuchBucket_StoreIsUnavailable()
    {
        using var store = Open(Options("no-such-bucket"));
        await using var content = new MemoryStream([1]);

        var fault = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.PutAsync("bodies/a", content, Cancel));

        Assert.Equal("The object store answers 404 NoSuchBucket.", fault.Message);
    }

    private static S3ObjectStore Open(S3ObjectStoreOptions options) => new(Microsoft.Extensions.Options.Options.Create(options));

    // s3rver's own, documented keys.
    private S3ObjectStoreOptions Options(string bucket) => new()
    {
        Bucket = bucket,
        Endpoint = server.Url,
        PathStyle = true,
        AccessKey = "S3RVER",
        SecretKey = "S3RVER",
        PartBytes = 5 << 20,
    };
}

using ProKure.Integrations.Objects;

namespace ProKure.TestKit.Objects;

/// <summary>What every object store must do.</summary>
public abstract class ObjectStoreContract : StoreContract<IObjectStore>
{
    private const string Key = "bodies/2026/11/26/SAP/0198c0de-0000-7000-8000-000000000001-response";

    /// <summary>Longer than a store may send in one piece.</summary>
    protected virtual int LargeBytes => 11 << 20;

    [Fact]
    public async Task Put_AnObject_CanBeReadWholeAndInParts()
    {
        var content = Bytes(100_000, seed: 1);

        await PutAsync(Key, content);

        Assert.Equal(content.Length, await Store.FindLengthAsync(Key, Cancel));
        await HoldsAsync(content, 0, content.Length);
        await HoldsAsync(content, 0, 1);
        await HoldsAsync(content, 5_000, 70_000);
        await HoldsAsync(content, content.Length - 17, 17);
    }

    [Fact]
    public async Task Put_ALargeObject_IsWhole()
    {
        var content = Bytes(LargeBytes, seed: 2);

        await PutAsync(Key, content);

        Assert.Equal(content.Length, await Store.FindLengthAsync(Key, Cancel));
        await HoldsAsync(content, 0, content.Length);
    }

    [Fact]
    public async Task Put_TheSameKeyAgain_Replaces()
    {
        await PutAsync(Key, Bytes(1_000, seed: 3));
        var second = Bytes(500, seed: 4);

        await PutAsync(Key, second);

        await HoldsAsync(second, 0, 500);
        Assert.Equal([Key], await KeysAsync(""));
    }

    [Fact]
    public async Task Put_SourceBreaksOff_LeavesNothing()
    {
        await using var source = new BrokenStream(length: 600_000, good: 300_000);

        await Assert.ThrowsAnyAsync<Exception>(() => Store.PutAsync(Key, source, Cancel));

        Assert.Null(await Store.FindLengthAsync(Key, Cancel));
        Assert.Empty(await KeysAsync(""));
    }

    [Fact]
    public async Task Open_NoSuchObject_IsNull()
    {
        Assert.Null(await Store.OpenAsync(Key, 0, 1, Cancel));
        Assert.Null(await Store.FindLengthAsync(Key, Cancel));
    }

    [Fact]
    public async Task Delete_AnObject_IsGoneAndAgainIsANoOp()
    {
        await PutAsync(Key, [1]);

        await Store.DeleteAsync(Key, Cancel);
        await Store.DeleteAsync(Key, Cancel);

        Assert.Null(await Store.FindLengthAsync(Key, Cancel));
    }

    [Fact]
    public async Task List_APrefix_NamesWhatIsBelowItWithLengths()
    {
        await PutAsync("bodies/2026/11/25/SAP/a-request", [1]);
        await PutAsync("bodies/2026/11/26/SAP/b-request", [1, 2]);
        await PutAsync("bodies/2026/11/26/ERP.1/c-response", [1, 2, 3]);
        await PutAsync("other/d", [1]);
        var before = TimeProvider.System.GetUtcNow().AddHours(-1);

        var listed = new List<StoredObject>();
        await foreach (var stored in Store.ListAsync("bodies/2026/11/26/", Cancel))
            listed.Add(stored);

        Assert.Equal(
            [("bodies/2026/11/26/ERP.1/c-response", 3L), ("bodies/2026/11/26/SAP/b-request", 2L)],
            listed.Select(stored => (stored.Key, stored.Bytes)).OrderBy(stored => stored.Key, StringComparer.Ordinal));
        Assert.All(listed, stored => Assert.InRange(stored.StoredAt, before, before.AddHours(2)));
    }

    [Fact]
    public async Task RemoveUnfinished_OnlyWholeObjects_LeavesThem()
    {
        await PutAsync(Key, [1, 2]);

        Assert.Equal(0, await Store.RemoveUnfinishedAsync(TimeProvider.System.GetUtcNow().AddHours(1), Cancel));

        Assert.Equal([Key], await KeysAsync(""));
    }

    /// <summary>Bytes that do not compress, the same for the same seed.</summary>
    protected static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Keeps an object.</summary>
    protected async Task PutAsync(string key, byte[] content)
    {
        await using var stream = new MemoryStream(content, writable: false);
        await Store.PutAsync(key, stream, Cancel);
    }

    // The stored object has in this part what the content has there.
    private async Task HoldsAsync(byte[] content, int offset, int length)
    {
        var read = await ReadAsync(Key, offset, length);
        Assert.True(content.AsSpan(offset, length).SequenceEqual(read), $"{length} bytes from {offset} on: {read.Length} came, or others.");
    }

    /// <summary>Reads a part of an object.</summary>
    protected async Task<byte[]> ReadAsync(string key, long offset, long length)
    {
        await using var stream = await Store.OpenAsync(key, offset, length, Cancel);
        var read = new MemoryStream();
        await stream!.CopyToAsync(read, Cancel);
        return read.ToArray();
    }

    /// <summary>The keys with a prefix.</summary>
    protected async Task<List<string>> KeysAsync(string prefix)
    {
        var keys = new List<string>();
        await foreach (var stored in Store.ListAsync(prefix, Cancel))
            keys.Add(stored.Key);
        return keys;
    }
}

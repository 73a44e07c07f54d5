using ProKure.Integrations.Objects;
using ProKure.TestKit.Objects;

namespace ProKure.Integrations.Tests.Objects;

public sealed class FolderObjectStoreTests : ObjectStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("prokure-objects-").FullName;

    protected override ValueTask<IObjectStore> OpenAsync() => ValueTask.FromResult<IObjectStore>(new FolderObjectStore(Path.Combine(_folder, "objects"), TimeProvider.System));

    protected override ValueTask CloseAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/etc/passwd")]
    [InlineData("")]
    public async Task Put_AKeyOutsideTheFolder_IsRefused(string key)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => PutAsync(key, [1]));

        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task RemoveUnfinished_WhatACrashLeft_IsRemovedOnceItIsOld()
    {
        await PutAsync("bodies/a", [1]);
        var left = Path.Combine(_folder, "objects", "bodies", "b.0198c0de.unfinished");
        await File.WriteAllBytesAsync(left, [1, 2], Cancel);

        Assert.Equal(["bodies/a"], await KeysAsync(""));
        Assert.Equal(0, await Store.RemoveUnfinishedAsync(TimeProvider.System.GetUtcNow().AddHours(-1), Cancel));
        Assert.Equal(1, await Store.RemoveUnfinishedAsync(TimeProvider.System.GetUtcNow().AddHours(1), Cancel));

        Assert.False(File.Exists(left));
        Assert.Equal(["bodies/a"], await KeysAsync(""));
    }

    [Fact]
    public async Task Put_FolderIsAFile_StoreIsUnavailable()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "objects"), "in the way", Cancel);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => PutAsync("bodies/a", [1]));
    }
}

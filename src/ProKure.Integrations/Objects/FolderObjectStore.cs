using System.Runtime.CompilerServices;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Objects;

/// <summary>
/// The embedded object store: a file for each object, in folders as its key has them. An object is written beside its place, flushed, and moved there, so that it is whole
/// wherever it is seen.
/// </summary>
internal sealed class FolderObjectStore : IObjectStore
{
    private const string Unfinished = ".unfinished";
    private readonly string _root;
    private readonly TimeProvider _time;

    public FolderObjectStore(string folder, TimeProvider time) => (_root, _time) = (Path.GetFullPath(folder), time);

    public string Name => "folder";

    public Task PutAsync(string key, Stream content, CancellationToken cancellationToken) => GuardedAsync(async () =>
    {
        var place = PathOf(key);
        MakeFolder(Path.GetDirectoryName(place)!);
        var beside = $"{place}.{Guid.CreateVersion7(_time.GetUtcNow()):n}{Unfinished}";
        try
        {
            await using (var file = new FileStream(beside, FileOptionsOf(FileMode.CreateNew, FileAccess.Write)))
            {
                await content.CopyToAsync(file, cancellationToken);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, place, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }

        DurableFolder.Flush(Path.GetDirectoryName(place)!);
        return true;
    });

    public Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken) => GuardedAsync(() =>
    {
        var file = new FileInfo(PathOf(key));
        return Task.FromResult(file.Exists ? file.Length : (long?)null);
    });

    public Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken) => GuardedAsync(() =>
    {
        try
        {
            var file = new FileStream(PathOf(key), FileOptionsOf(FileMode.Open, FileAccess.Read)) { Position = offset };
            return Task.FromResult<Stream?>(new StreamPart(file, length));
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return Task.FromResult<Stream?>(null);
        }
    });

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => GuardedAsync(() =>
    {
        try
        {
            File.Delete(PathOf(key));
        }
        catch (DirectoryNotFoundException)
        {
            // Then there is no such object either.
        }

        return Task.FromResult(true);
    });

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var file in await GuardedAsync(() => Task.FromResult(Files().ToList())))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var key = Path.GetRelativePath(_root, file.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (key.StartsWith(prefix, StringComparison.Ordinal) && !key.EndsWith(Unfinished, StringComparison.Ordinal) && file.Exists)
                yield return new StoredObject(key, file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
        }
    }

    public Task<int> RemoveUnfinishedAsync(DateTimeOffset before, CancellationToken cancellationToken) => GuardedAsync(() =>
    {
        var left = Files().Where(file => file.Name.EndsWith(Unfinished, StringComparison.Ordinal) && file.LastWriteTimeUtc < before.UtcDateTime).ToList();
        left.ForEach(file => file.Delete());
        return Task.FromResult(left.Count);
    });

    private static FileStreamOptions FileOptionsOf(FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = FileShare.Read | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous };
        if (mode == FileMode.CreateNew && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    // A folder's own name is only durable once the folder around it is flushed.
    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        var above = Path.GetDirectoryName(folder)!;
        if (folder.Length > _root.Length)
            MakeFolder(above);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        DurableFolder.Flush(above);
    }

    private IEnumerable<FileInfo> Files() =>
        Directory.Exists(_root) ? new DirectoryInfo(_root).EnumerateFiles("*", SearchOption.AllDirectories) : [];

    private string PathOf(string key)
    {
        var path = Path.GetFullPath(Path.Combine(_root, key));
        return key.Length > 0 && path.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new ArgumentException($"Expected a key below the store's folder, found '{key}'.", nameof(key));
    }

    private async Task<T> GuardedAsync<T>(Func<Task<T>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception fault) when (DiskFault.Is(fault))
        {
            throw new StoreUnavailableException($"The object store in '{_root}' cannot be used: {fault.Message}", fault);
        }
    }
}

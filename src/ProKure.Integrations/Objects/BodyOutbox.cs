using ProKure.Integrations.Objects.Framing;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Objects;

/// <summary>
/// Whole bodies on the hub's own disk until the object store has them: a file each, under its key. A file gets its name when it is complete and durable; what a crash leaves
/// without is no body.
/// </summary>
internal sealed class BodyOutbox(string folder, long maxBytes, TimeProvider time) : IDisposable
{
    private const string Complete = ".body";
    private const string Partial = ".part";

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _added = new(0, 1);

    // Guarded by _gate.
    private readonly Dictionary<string, OutboxBody> _waiting = new(StringComparer.Ordinal);
    private long _bytes;
    private long _kept;
    private long _uploaded;
    private long _shed;

    public bool IsEmpty
    {
        get
        {
            lock (_gate)
                return _waiting.Count == 0;
        }
    }

    public OutboxState State
    {
        get
        {
            lock (_gate)
                return new OutboxState(_waiting.Count, _bytes, _waiting.Count == 0 ? null : _waiting.Values.Min(body => body.KeptAt), _kept, _uploaded, _shed);
        }
    }

    /// <summary>Begins to keep a body; null when there is no room.</summary>
    /// <exception cref="IOException">The disk takes nothing.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public IWholeBody? Begin(string key, string store, BodyDataKey? encryption)
    {
        lock (_gate)
        {
            if (_bytes >= maxBytes)
                return null;
        }

        Directory.CreateDirectory(folder);
        return new OutboxWriter(this, key, store, encryption, Path.Combine(folder, $"{NameOf(key)}.{Guid.CreateVersion7(time.GetUtcNow()):n}{Partial}"));
    }

    /// <summary>What waits, oldest first.</summary>
    public IReadOnlyList<OutboxBody> List()
    {
        lock (_gate)
            return [.. _waiting.Values.OrderBy(body => body.KeptAt)];
    }

    /// <summary>Waits until there may be something to upload.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _added.WaitAsync(cancellationToken);

    /// <summary>The store has it.</summary>
    /// <exception cref="IOException">The file cannot be removed; it stays, and is uploaded once more.</exception>
    public void Remove(OutboxBody body)
    {
        File.Delete(body.Path);
        lock (_gate)
        {
            if (_waiting.Remove(body.Key))
                _bytes -= body.Bytes;
            _uploaded++;
        }
    }

    /// <summary>Somebody removed its file.</summary>
    public void Forget(OutboxBody body)
    {
        lock (_gate)
        {
            if (_waiting.Remove(body.Key))
                _bytes -= body.Bytes;
        }

        CountShed();
    }

    /// <summary>Removes a body that is not to be kept any more.</summary>
    /// <returns>Whether it waited here.</returns>
    public bool Erase(string key)
    {
        lock (_gate)
        {
            if (!_waiting.Remove(key, out var body))
                return false;
            _bytes -= body.Bytes;
            File.Delete(body.Path);
            return true;
        }
    }

    /// <summary>Removes the body with this key from a folder of bodies.</summary>
    /// <returns>Whether it was there.</returns>
    public static bool TryErase(string folder, string key)
    {
        var path = Path.Combine(folder, NameOf(key) + Complete);
        if (!File.Exists(path))
            return false;
        File.Delete(path);
        return true;
    }

    /// <summary>Puts a body behind all others.</summary>
    public void Postpone(OutboxBody body)
    {
        lock (_gate)
            _waiting[body.Key] = body with { KeptAt = time.GetUtcNow() };
    }

    /// <summary>Counts a body that could not be kept.</summary>
    public void CountShed()
    {
        Telemetry.WholeBodiesShed.Add(1);
        Interlocked.Increment(ref _shed);
    }

    /// <summary>Takes over what another process left behind, by moving it here.</summary>
    /// <returns>How many bodies came over.</returns>
    public int Adopt(string left)
    {
        if (!Directory.Exists(left))
            return 0;
        var adopted = 0;
        Directory.CreateDirectory(folder);
        foreach (var file in new DirectoryInfo(left).EnumerateFiles($"*{Complete}").ToList())
        {
            var (bytes, path) = (file.Length, Path.Combine(folder, file.Name));
            File.Move(file.FullName, path, overwrite: true);
            Add(new OutboxBody(KeyOf(file.Name), path, bytes, new DateTimeOffset(file.LastWriteTimeUtc)), isReserved: false);
            adopted++;
        }

        if (adopted > 0)
            DurableFolder.Flush(folder);
        return adopted;
    }

    /// <summary>Opens the body with this key in a folder of bodies; null when it is not there.</summary>
    public static FileStream? TryOpen(string folder, string key)
    {
        try
        {
            return new FileStream(
                Path.Combine(folder, NameOf(key) + Complete), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">There is no more room.</exception>
    internal void Reserve(int bytes)
    {
        lock (_gate)
        {
            if (_bytes + bytes > maxBytes)
                throw new IOException($"The whole bodies that wait for the object store have used up their {maxBytes} bytes.");
            _bytes += bytes;
        }
    }

    internal void Release(long bytes)
    {
        lock (_gate)
            _bytes -= bytes;
    }

    /// <summary>Gives a durable file its name.</summary>
    internal void Finish(string key, string partial, long bytes)
    {
        var path = Path.Combine(folder, NameOf(key) + Complete);
        File.Move(partial, path, overwrite: true);
        DurableFolder.Flush(folder);
        Add(new OutboxBody(key, path, bytes, time.GetUtcNow()), isReserved: true);
        lock (_gate)
            _kept++;
        Telemetry.WholeBodies.Add(1);
    }

    /// <summary>Lets go of what waits for more; the files stay.</summary>
    public void Dispose() => _added.Dispose();

    private void Add(OutboxBody body, bool isReserved)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(body.Key, out var before))
                _bytes -= before.Bytes;
            _waiting[body.Key] = body;
            if (!isReserved)
                _bytes += body.Bytes;
            if (_added.CurrentCount == 0)
                _added.Release();
        }
    }

    // Keys are made of codes, ids and slashes: escaped, one is a name.
    private static string NameOf(string key) => Uri.EscapeDataString(key);

    private static string KeyOf(string name) => Uri.UnescapeDataString(name[..^Complete.Length]);
}

/// <summary>A body that waits to be uploaded.</summary>
internal sealed record OutboxBody(string Key, string Path, long Bytes, DateTimeOffset KeptAt);

/// <summary>What waits for the object store, and what became of bodies since the start.</summary>
/// <param name="Count">Bodies that wait.</param>
/// <param name="Bytes">Bytes on disk, with those that are just being written.</param>
/// <param name="OldestAt">Since when the oldest waits; null when none does.</param>
/// <param name="Kept">Bodies that were kept since the start.</param>
/// <param name="Uploaded">Bodies that the object store took since the start.</param>
/// <param name="Shed">Bodies of which only the beginning is in the log, since the start, because they could not be kept.</param>
public sealed record OutboxState(int Count, long Bytes, DateTimeOffset? OldestAt, long Kept, long Uploaded, long Shed);

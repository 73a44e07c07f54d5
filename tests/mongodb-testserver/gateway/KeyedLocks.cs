namespace MongoTestServer;

/// <summary>Lets work of one key happen one after the other. Keys share a fixed number of locks, so different keys may wait too.</summary>
internal sealed class KeyedLocks
{
    private readonly SemaphoreSlim[] _locks = [.. Enumerable.Range(0, 1024).Select(_ => new SemaphoreSlim(1))];

    public async Task<T> RunAsync<T>(string ns, ReadOnlyMemory<byte> key, Func<Task<T>> work)
    {
        var hash = default(HashCode);
        hash.Add(ns, StringComparer.Ordinal);
        hash.AddBytes(key.Span);
        var keyLock = _locks[(uint)hash.ToHashCode() % (uint)_locks.Length];
        await keyLock.WaitAsync();
        try
        {
            return await work();
        }
        finally
        {
            keyLock.Release();
        }
    }
}

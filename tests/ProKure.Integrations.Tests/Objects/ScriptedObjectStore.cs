using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Tests.Objects;

/// <summary>An object store in memory that fails as a test says.</summary>
internal sealed class ScriptedObjectStore : IObjectStore
{
    private int _failures;

    public string Name => "test";

    public ConcurrentDictionary<string, (byte[] Content, DateTimeOffset StoredAt)> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>So many calls fail before the store is back.</summary>
    public int Failures
    {
        get => _failures;
        set => _failures = value;
    }

    /// <summary>A key that the store never takes.</summary>
    public string? Refused { get; set; }

    public DateTimeOffset Now { get; set; } = TimeProvider.System.GetUtcNow();

    public async Task PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        MayFail();
        if (key == Refused)
            throw new InvalidOperationException("The store does not take this one.");
        var bytes = new MemoryStream();
        await content.CopyToAsync(bytes, cancellationToken);
        Objects[key] = (bytes.ToArray(), Now);
    }

    public Task<long?> FindLengthAsync(string key, CancellationToken cancellationToken)
    {
        MayFail();
        return Task.FromResult(Objects.TryGetValue(key, out var stored) ? stored.Content.LongLength : (long?)null);
    }

    public Task<Stream?> OpenAsync(string key, long offset, long length, CancellationToken cancellationToken)
    {
        MayFail();
        return Task.FromResult<Stream?>(Objects.TryGetValue(key, out var stored) ? new MemoryStream(stored.Content, (int)offset, (int)length, writable: false) : null);
    }

    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        MayFail();
        Objects.TryRemove(key, out _);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        MayFail();
        foreach (var (key, stored) in Objects)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
                yield return new StoredObject(key, stored.Content.Length, stored.StoredAt);
        }
    }

    public Task<int> RemoveUnfinishedAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.FromResult(0);

    private void MayFail()
    {
        if (Interlocked.Decrement(ref _failures) >= 0)
            throw new StoreUnavailableException("The store is away.");
    }
}

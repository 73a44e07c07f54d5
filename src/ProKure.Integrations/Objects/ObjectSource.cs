using ProKure.Integrations.Objects.Framing;

namespace ProKure.Integrations.Objects;

/// <summary>A framed object in the object store.</summary>
internal sealed class ObjectSource(IObjectStore store, string key, long length) : IBodySource
{
    public long Length => length;

    /// <summary>The object with this key; null where there is none.</summary>
    public static async Task<IBodySource?> FindAsync(IObjectStore store, string key, CancellationToken cancellationToken) =>
        await store.FindLengthAsync(key, cancellationToken) is { } length ? new ObjectSource(store, key, length) : null;

    public async ValueTask<Stream> OpenAsync(long offset, long length, CancellationToken cancellationToken) =>
        await store.OpenAsync(key, offset, length, cancellationToken) ?? throw new InvalidDataException($"The object {key} was removed while it was read.");

    public void Dispose()
    {
    }
}

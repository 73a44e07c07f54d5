using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects.Framing;
using ProKure.Integrations.Spool;

namespace ProKure.Integrations.Objects;

/// <summary>Finds whole bodies again: in the object store, or where they still wait for it.</summary>
public sealed class StoredBodies(HubSpool spool, IObjectStore store, IMasterKeyProvider keys)
{
    private readonly RewrappedKeys _keys = new(store, keys);

    /// <summary>Opens a body. The stream can be sought, and reads no more of the object than it has to.</summary>
    /// <returns>The redacted body; null when it is not kept any more.</returns>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    /// <exception cref="InvalidDataException">What is there is damaged, or not what the log refers to.</exception>
    public async Task<Stream?> OpenAsync(BodyReference reference, CancellationToken cancellationToken)
    {
        if (reference.IsExpired)
            return null;

        // A body moves from the outbox to the store, and after a crash from one outbox to another: looked for in its direction, and once more in another outbox.
        var source = Waiting(reference.Key) ?? await ObjectSource.FindAsync(store, reference.Key, cancellationToken) ?? Waiting(reference.Key);
        if (source is null)
            return null;
        var body = await FramedBodyStream.OpenAsync(source, reference.Key, _keys.UnwrapAsync, cancellationToken);
        if (body.Length == reference.Bytes && body.Sha256.Equals(reference.Sha256, StringComparison.OrdinalIgnoreCase))
            return body;
        await body.DisposeAsync();
        throw new InvalidDataException($"The object {reference.Key} is not the body that the log refers to.");
    }

    private FileSource? Waiting(string key) => spool.FindBody(key) is { } file ? new FileSource(file) : null;

    // The open file stays readable when the uploader removes its name.
    private sealed class FileSource(FileStream file) : IBodySource
    {
        public long Length { get; } = file.Length;

        public ValueTask<Stream> OpenAsync(long offset, long length, CancellationToken cancellationToken)
        {
            file.Position = offset;
            return ValueTask.FromResult<Stream>(new StreamPart(file, length, leaveOpen: true));
        }

        public void Dispose() => file.Dispose();
    }
}

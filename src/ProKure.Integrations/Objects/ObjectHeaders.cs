using ProKure.Integrations.Objects.Framing;

namespace ProKure.Integrations.Objects;

/// <summary>Reads the beginnings of stored objects.</summary>
internal static class ObjectHeaders
{
    /// <summary>The header that an object begins with; null where the object is gone.</summary>
    /// <exception cref="InvalidDataException">It begins with none.</exception>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public static async Task<BodyHeader?> ReadAsync(IObjectStore store, string key, long length, CancellationToken cancellationToken)
    {
        var bytes = new byte[Math.Min(length, BodyHeader.MaxLength)];
        if (bytes.Length == 0)
            throw new InvalidDataException("The object is empty.");
        await using var start = await store.OpenAsync(key, 0, bytes.Length, cancellationToken);
        if (start is null)
            return null;
        var read = await start.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return BodyHeader.Read(bytes.AsMemory(0, read));
    }
}

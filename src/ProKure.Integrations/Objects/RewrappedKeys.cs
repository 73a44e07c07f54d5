using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Objects.Framing;

namespace ProKure.Integrations.Objects;

/// <summary>
/// Data keys of bodies that a rotation has wrapped with another master key. A body's header is sealed into each of its frames and cannot be changed without writing all of them
/// anew; so the new wrapping stands beside the body, in a small object that is a header itself: <c>body-keys/id-K2/bodies/2026/11/26/SAP/…</c>.
/// </summary>
internal sealed class RewrappedKeys(IObjectStore store, IMasterKeyProvider keys)
{
    /// <summary>What the keys of all such objects begin with.</summary>
    public const string Prefix = "body-keys/";

    // No id is a path of its own: "." and "/" lose their meaning.
    private const string IdPrefix = $"{Prefix}id-";

    /// <summary>The key of the object that holds a body's data key, wrapped with this master key.</summary>
    public static string NameOf(string keyId, string body) => $"{IdPrefix}{Uri.EscapeDataString(keyId)}/{body}";

    /// <summary>The master key and the body that such an object is for.</summary>
    public static bool TryParse(string name, out string keyId, out string body)
    {
        var end = name.StartsWith(IdPrefix, StringComparison.Ordinal) ? name.IndexOf('/', IdPrefix.Length) : -1;
        (keyId, body) = end < 0 ? ("", "") : (Uri.UnescapeDataString(name[IdPrefix.Length..end]), name[(end + 1)..]);
        return body.Length > 0;
    }

    /// <summary>The data key of a body: as its header has it, where that master key is at hand, and else as it was wrapped since.</summary>
    /// <exception cref="InvalidDataException">None of the master keys that it needs is there.</exception>
    /// <exception cref="StoreUnavailableException">The store is away.</exception>
    public async ValueTask<byte[]> UnwrapAsync(WrappedKey inHeader, string body, CancellationToken cancellationToken)
    {
        if (!keys.KeyIds.Contains(inHeader.KeyId, StringComparer.Ordinal))
        {
            foreach (var id in keys.KeyIds.OrderByDescending(id => id == keys.CurrentKeyId))
            {
                if (await FindAsync(id, body, cancellationToken) is { } since)
                    return BodyDataKey.Unwrap(keys, since, body);
            }
        }

        return BodyDataKey.Unwrap(keys, inHeader, body);
    }

    /// <summary>Whether the data key of a body is there, wrapped with this master key.</summary>
    public async Task<bool> HasAsync(string keyId, string body, CancellationToken cancellationToken) =>
        await store.FindLengthAsync(NameOf(keyId, body), cancellationToken) is not null;

    /// <summary>Wraps a data key with the current master key, and keeps it beside its body.</summary>
    /// <returns>The master key's id.</returns>
    /// <exception cref="MasterKeyException">There is no current key.</exception>
    public async Task<string> KeepAsync(byte[] secret, BodyHeader header, string body, CancellationToken cancellationToken)
    {
        var wrapped = BodyDataKey.Wrap(keys, secret, body);
        using var content = new MemoryStream(BodyHeader.New(header.FrameBytes, wrapped).Bytes.ToArray(), writable: false);
        await store.PutAsync(NameOf(wrapped.Wrapped.KeyId, body), content, cancellationToken);
        return wrapped.Wrapped.KeyId;
    }

    private async Task<WrappedKey?> FindAsync(string keyId, string body, CancellationToken cancellationToken)
    {
        var name = NameOf(keyId, body);
        return await store.FindLengthAsync(name, cancellationToken) is { } length && await ObjectHeaders.ReadAsync(store, name, length, cancellationToken) is { } header ? header.Key : null;
    }
}

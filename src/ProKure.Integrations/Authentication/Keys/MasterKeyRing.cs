using System.Collections.Frozen;
using System.Security.Cryptography;

namespace ProKure.Integrations.Authentication.Keys;

/// <summary>Master keys in memory. Immutable.</summary>
internal sealed class MasterKeyRing(string? currentKeyId, IEnumerable<KeyValuePair<string, byte[]>> keys)
{
    /// <summary>No keys.</summary>
    public static readonly MasterKeyRing Empty = new(null, []);

    private readonly FrozenDictionary<string, byte[]> _keys = keys.ToFrozenDictionary(StringComparer.Ordinal);

    public string? CurrentKeyId => currentKeyId;

    public IReadOnlyCollection<string> KeyIds => _keys.Keys;

    public WrappedKey Wrap(ReadOnlySpan<byte> dataKey, string identity) => currentKeyId is null
        ? throw new MasterKeyException("There is no master key, without which secrets cannot be encrypted: set MasterKeys:File, or MasterKeys:Keys and MasterKeys:Current.")
        : new WrappedKey(currentKeyId, Aes256.Encrypt(_keys[currentKeyId], dataKey, AssociatedData(currentKeyId, identity)));

    public byte[] Unwrap(WrappedKey wrapped, string identity)
    {
        if (!_keys.TryGetValue(wrapped.KeyId, out var key))
        {
            throw new MasterKeyException(
                $"The master key '{wrapped.KeyId}', which the secrets of {identity} are encrypted with, is not among those of this hub ({(_keys.Count == 0 ? "none" : string.Join(", ", _keys.Keys.Order(StringComparer.Ordinal)))}).");
        }

        try
        {
            return Aes256.Decrypt(key, wrapped.Bytes.Span, AssociatedData(wrapped.KeyId, identity));
        }
        catch (CryptographicException fault)
        {
            throw new MasterKeyException($"The secrets of {identity} cannot be decrypted: the master key '{wrapped.KeyId}' is another one, or the row was changed.", fault);
        }
    }

    private static string AssociatedData(string keyId, string identity) => $"prokure data key\n{keyId}\n{identity}";
}

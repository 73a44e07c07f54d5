using System.Security.Cryptography;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Objects.Framing;

/// <summary>The key of one body, and how it stands in the body's header: wrapped by the master key, for this body alone.</summary>
/// <param name="Secret">32 bytes.</param>
/// <param name="Wrapped">The same, wrapped.</param>
internal sealed record BodyDataKey(byte[] Secret, WrappedKey Wrapped)
{
    private const int SecretBytes = 32;

    /// <summary>A key for a new body; null where the hub has no master key, and bodies are not encrypted.</summary>
    public static BodyDataKey? New(IMasterKeyProvider keys, string body) =>
        keys.CurrentKeyId is null ? null : Wrap(keys, RandomNumberGenerator.GetBytes(SecretBytes), body);

    /// <summary>The key of a body, wrapped with the current master key.</summary>
    /// <exception cref="MasterKeyException">There is no current master key.</exception>
    public static BodyDataKey Wrap(IMasterKeyProvider keys, byte[] secret, string body) => new(secret, keys.Wrap(secret, IdentityOf(body)));

    /// <summary>The key of a body.</summary>
    /// <exception cref="InvalidDataException">The master key is not there, or the body was stored under another name.</exception>
    public static byte[] Unwrap(IMasterKeyProvider keys, WrappedKey wrapped, string body)
    {
        try
        {
            return keys.Unwrap(wrapped, IdentityOf(body));
        }
        catch (MasterKeyException fault)
        {
            throw new InvalidDataException($"The object cannot be decrypted: {fault.Message}", fault);
        }
    }

    private static string IdentityOf(string body) => $"body {body}";
}

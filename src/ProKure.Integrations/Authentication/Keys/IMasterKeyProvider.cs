namespace ProKure.Integrations.Authentication.Keys;

/// <summary>
/// Master keys, which wrap the data keys that secrets are encrypted with. One is current: what is written uses it. Older ones are there for reading until
/// everything has been encrypted anew. A key management service can take the place of files and environment.
/// </summary>
public interface IMasterKeyProvider
{
    /// <summary>The id of the current key; null where there is none.</summary>
    string? CurrentKeyId { get; }

    /// <summary>The ids of all keys.</summary>
    IReadOnlyCollection<string> KeyIds { get; }

    /// <summary>Wraps a data key with the current master key.</summary>
    /// <param name="dataKey">32 bytes.</param>
    /// <param name="identity">Whose data key it is; unwrapping needs the same.</param>
    /// <exception cref="MasterKeyException">There is no current key.</exception>
    WrappedKey Wrap(ReadOnlySpan<byte> dataKey, string identity);

    /// <summary>The data key that was wrapped.</summary>
    /// <exception cref="MasterKeyException">The master key is not there, or what was wrapped has been changed or belongs to somebody else.</exception>
    byte[] Unwrap(WrappedKey wrapped, string identity);
}

/// <summary>A data key that a master key has wrapped.</summary>
/// <param name="KeyId">The master key's id.</param>
/// <param name="Bytes">The wrapped key.</param>
public readonly record struct WrappedKey(string KeyId, ReadOnlyMemory<byte> Bytes);

/// <summary>Secrets cannot be encrypted or decrypted. The message says which key is missing, and nothing of any key.</summary>
/// <param name="message">What is missing, and where it belongs.</param>
/// <param name="innerException">What the platform said.</param>
public sealed class MasterKeyException(string message, Exception? innerException = null) : Exception(message, innerException);

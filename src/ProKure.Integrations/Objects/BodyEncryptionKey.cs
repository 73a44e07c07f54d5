using System.Security.Cryptography;

namespace ProKure.Integrations.Objects;

/// <summary>A key that bodies are encrypted with. Each body gets one of its own, derived from it.</summary>
public sealed class BodyEncryptionKey
{
    internal const int Bytes = 32;
    private const int IdBytes = 8;

    private readonly byte[] _secret;

    /// <summary>Takes the key; 32 bytes.</summary>
    public BodyEncryptionKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Bytes)
            throw new ArgumentException($"Expected {Bytes} bytes, found {secret.Length}.", nameof(secret));
        _secret = secret.ToArray();
        Id = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, IdBytes, info: "prokure body key id"u8.ToArray()));
    }

    /// <summary>Names the key without telling anything of it; 16 hex digits.</summary>
    public string Id { get; }

    /// <summary>The key of one body.</summary>
    internal byte[] Derive(ReadOnlySpan<byte> salt)
    {
        var key = new byte[Bytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, key, salt, "prokure body"u8);
        return key;
    }

    /// <summary>Reads the key from a file.</summary>
    /// <exception cref="InvalidOperationException">There is none in it; the message says why, and nothing of what is there.</exception>
    public static BodyEncryptionKey Read(string file) =>
        FaultOf(file) is { } fault ? throw new InvalidOperationException(fault) : new BodyEncryptionKey(Convert.FromBase64String(File.ReadAllText(file).Trim()));

    /// <summary>What is wrong with a key file; null when nothing is.</summary>
    internal static string? FaultOf(string file)
    {
        try
        {
            var secret = new byte[Bytes + 1];
            return Convert.TryFromBase64String(File.ReadAllText(file).Trim(), secret, out var length) && length == Bytes
                ? null
                : $"Expected {Bytes} bytes in base64 in '{file}', found something else.";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"Expected a readable file, found '{file}': {fault.Message}";
        }
    }
}

/// <summary>The keys of bodies: the one that new bodies are encrypted with, and those that older ones need.</summary>
public interface IBodyKeys
{
    /// <summary>Encrypts what is written from now on; null for no encryption.</summary>
    BodyEncryptionKey? Current { get; }

    /// <summary>The key with this id; null when it is not known.</summary>
    BodyEncryptionKey? Find(string id);
}

/// <summary>One key, from a file, or none.</summary>
internal sealed class KeyFileBodyKeys(string? file) : IBodyKeys
{
    public BodyEncryptionKey? Current { get; } = file is null ? null : BodyEncryptionKey.Read(file);

    public BodyEncryptionKey? Find(string id) => Current?.Id == id ? Current : null;
}

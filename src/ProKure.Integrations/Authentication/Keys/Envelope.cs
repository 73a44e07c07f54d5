using System.Security.Cryptography;

namespace ProKure.Integrations.Authentication.Keys;

/// <summary>
/// Bytes encrypted with a data key of their own, which a master key wraps. Both name whose they are: a row copied onto another one cannot be opened.
/// </summary>
/// <param name="KeyId">The master key's id.</param>
/// <param name="WrappedKey">The data key, wrapped.</param>
/// <param name="Content">The bytes, encrypted.</param>
internal sealed record Envelope(string KeyId, ReadOnlyMemory<byte> WrappedKey, ReadOnlyMemory<byte> Content)
{
    /// <exception cref="MasterKeyException">There is no current master key.</exception>
    public static Envelope Seal(IMasterKeyProvider keys, string identity, ReadOnlySpan<byte> content)
    {
        Span<byte> dataKey = stackalloc byte[Aes256.KeyBytes];
        RandomNumberGenerator.Fill(dataKey);
        var wrapped = keys.Wrap(dataKey, identity);
        var envelope = new Envelope(wrapped.KeyId, wrapped.Bytes, Aes256.Encrypt(dataKey, content, AssociatedData(identity)));
        CryptographicOperations.ZeroMemory(dataKey);
        return envelope;
    }

    /// <exception cref="MasterKeyException">The master key is missing, or something was changed.</exception>
    public byte[] Open(IMasterKeyProvider keys, string identity)
    {
        var dataKey = keys.Unwrap(new WrappedKey(KeyId, WrappedKey), identity);
        try
        {
            return Aes256.Decrypt(dataKey, Content.Span, AssociatedData(identity));
        }
        catch (CryptographicException fault)
        {
            throw new MasterKeyException($"The secrets of {identity} cannot be decrypted: the row was changed.", fault);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(dataKey);
        }
    }

    /// <summary>Writes it so that <see cref="Read"/> finds its parts again.</summary>
    public void WriteTo(BinaryWriter writer)
    {
        writer.Write(KeyId);
        writer.Write(WrappedKey.Length);
        writer.Write(WrappedKey.Span);
        writer.Write(Content.Span);
    }

    /// <summary>Reads one that ends where the stream ends.</summary>
    /// <exception cref="InvalidDataException">It breaks off.</exception>
    public static Envelope Read(BinaryReader reader)
    {
        try
        {
            return new Envelope(reader.ReadString(), reader.ReadBytes(reader.ReadInt32()), reader.ReadBytes((int)(reader.BaseStream.Length - reader.BaseStream.Position)));
        }
        catch (Exception fault) when (fault is EndOfStreamException or ArgumentOutOfRangeException or FormatException)
        {
            throw new InvalidDataException("What was encrypted breaks off.", fault);
        }
    }

    private static string AssociatedData(string identity) => $"prokure secrets\n{identity}";
}

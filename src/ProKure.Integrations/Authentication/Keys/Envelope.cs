using System.Runtime.InteropServices;
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
    /// <summary>The first of <see cref="ToBytes"/>.</summary>
    public const byte Form = 1;

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

    /// <summary>As one row or one file keeps it: the number of this form, the key's id, the wrapped key behind its length, the encrypted bytes.</summary>
    public byte[] ToBytes()
    {
        using var head = new MemoryStream(WrappedKey.Length + 64);
        using var writer = new BinaryWriter(head);
        writer.Write(Form);
        writer.Write(KeyId);
        writer.Write(WrappedKey.Length);
        writer.Write(WrappedKey.Span);
        return [.. head.GetBuffer().AsSpan(0, (int)head.Length), .. Content.Span];
    }

    /// <summary>Reads what <see cref="ToBytes"/> gives.</summary>
    /// <exception cref="InvalidDataException">It is in another form, or breaks off.</exception>
    public static Envelope Parse(ReadOnlyMemory<byte> stored)
    {
        if (stored.IsEmpty || stored.Span[0] != Form)
            throw new InvalidDataException($"Expected what was encrypted to be in form {Form}, found {(stored.IsEmpty ? "nothing" : stored.Span[0])}.");
        try
        {
            // Payloads are long: nothing but the key's id is copied.
            var bytes = MemoryMarshal.TryGetArray(stored, out var segment) ? segment : stored.ToArray();
            using var reader = new BinaryReader(new MemoryStream(bytes.Array!, bytes.Offset + 1, bytes.Count - 1));
            var (keyId, length) = (reader.ReadString(), reader.ReadInt32());
            var wrapped = stored[(1 + (int)reader.BaseStream.Position)..];
            return new Envelope(keyId, wrapped[..length], wrapped[length..]);
        }
        catch (Exception fault) when (fault is IOException or ArgumentOutOfRangeException or FormatException)
        {
            throw new InvalidDataException("What was encrypted breaks off.", fault);
        }
    }

    private static string AssociatedData(string identity) => $"prokure secrets\n{identity}";
}

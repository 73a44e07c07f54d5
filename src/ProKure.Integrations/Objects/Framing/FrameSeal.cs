using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ProKure.Integrations.Objects.Framing;

/// <summary>
/// Closes frames so that one that was changed, moved to another place or taken from another body is told from the true one. Sealing is done in place and yields a tag.
/// </summary>
internal abstract class FrameSeal : IDisposable
{
    public const int TagBytes = 16;

    /// <summary>The number under which the index is sealed; no frame has it.</summary>
    public const uint IndexNumber = uint.MaxValue;

    public abstract void Close(uint number, Span<byte> content, Span<byte> tag);

    /// <summary>Opens what was sealed, in place.</summary>
    /// <exception cref="InvalidDataException">It is not what was sealed under this number.</exception>
    public abstract void Open(uint number, Span<byte> content, ReadOnlySpan<byte> tag);

    public abstract void Dispose();

    protected static InvalidDataException Damaged(uint number) =>
        new(number == IndexNumber ? "The object's index is damaged, or the key is another one." : $"The object is damaged in frame {number}.");
}

/// <summary>
/// AES-256-GCM. The key is used for one body only, so the frame's number is a nonce that never comes twice (NIST SP 800-38D, section 8.2.1); the header is authenticated with
/// each frame.
/// </summary>
internal sealed class EncryptingSeal(byte[] key, ReadOnlyMemory<byte> header) : FrameSeal
{
    private const int NonceBytes = 12;
    private readonly AesGcm _cipher = new(key, TagBytes);

    public override void Close(uint number, Span<byte> content, Span<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(nonce, number);
        _cipher.Encrypt(nonce, content, content, tag, header.Span);
    }

    public override void Open(uint number, Span<byte> content, ReadOnlySpan<byte> tag)
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(nonce, number);
        try
        {
            _cipher.Decrypt(nonce, content, tag, content, header.Span);
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Damaged(number);
        }
    }

    public override void Dispose() => _cipher.Dispose();
}

/// <summary>No encryption; the tag is the beginning of a SHA-256, which finds damage but proves nothing against who can write to the store.</summary>
internal sealed class ChecksumSeal(ReadOnlyMemory<byte> header) : FrameSeal
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override void Close(uint number, Span<byte> content, Span<byte> tag)
    {
        Span<byte> place = stackalloc byte[sizeof(uint)];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(place, number);
        _hash.AppendData(header.Span);
        _hash.AppendData(place);
        _hash.AppendData(content);
        _hash.GetHashAndReset(hash);
        hash[..TagBytes].CopyTo(tag);
    }

    public override void Open(uint number, Span<byte> content, ReadOnlySpan<byte> tag)
    {
        Span<byte> expected = stackalloc byte[TagBytes];
        Close(number, content, expected);
        if (!expected.SequenceEqual(tag))
            throw Damaged(number);
    }

    public override void Dispose() => _hash.Dispose();
}

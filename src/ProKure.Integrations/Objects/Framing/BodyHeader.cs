using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ProKure.Integrations.Authentication.Keys;

namespace ProKure.Integrations.Objects.Framing;

/// <summary>
/// The beginning of a framed body, in the clear: what it is, how long its frames are, and its key, wrapped, where it is encrypted. Every frame is sealed together with it, so that
/// nothing in it can be changed.
/// </summary>
/// <param name="FrameBytes">Plain bytes of each frame but the last.</param>
/// <param name="Key">The body's own key, wrapped; null for no encryption.</param>
/// <param name="Bytes">The header as it is written.</param>
internal sealed record BodyHeader(int FrameBytes, WrappedKey? Key, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>No header is longer.</summary>
    public const int MaxLength = FixedLength + LongestKey;

    private const int FixedLength = SaltAt + 16;
    private const int FrameBytesAt = 8;
    private const int KeyIdLengthAt = 12;
    private const int WrappedLengthAt = 14;
    private const int SaltAt = 16;
    private const int LongestKey = 1024;
    private const int LongestFrame = 16 << 20;

    // The last byte is the version of the layout.
    private static ReadOnlySpan<byte> Magic => "PKBODY\n\u0001"u8;

    public int Length => Bytes.Length;

    public static BodyHeader New(int frameBytes, BodyDataKey? key)
    {
        var id = key is null ? [] : Encoding.UTF8.GetBytes(key.Wrapped.KeyId);
        var wrapped = key?.Wrapped.Bytes ?? default;
        if (id.Length + wrapped.Length > LongestKey)
            throw new InvalidOperationException($"Expected a wrapped key of at most {LongestKey} bytes with its id, found {id.Length + wrapped.Length}.");
        var bytes = new byte[FixedLength + id.Length + wrapped.Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(FrameBytesAt), frameBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(KeyIdLengthAt), (ushort)id.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(WrappedLengthAt), (ushort)wrapped.Length);

        // So that no two headers are equal, and a frame of another body is told from one of this also without encryption.
        RandomNumberGenerator.Fill(bytes.AsSpan(SaltAt, FixedLength - SaltAt));
        id.CopyTo(bytes, FixedLength);
        wrapped.Span.CopyTo(bytes.AsSpan(FixedLength + id.Length));
        return new BodyHeader(frameBytes, key?.Wrapped, bytes);
    }

    /// <summary>Reads the header that an object begins with.</summary>
    /// <exception cref="InvalidDataException">The bytes begin with no header that this version knows.</exception>
    public static BodyHeader Read(ReadOnlyMemory<byte> start)
    {
        var span = start.Span;
        if (span.Length < FixedLength || !span.StartsWith(Magic))
            throw new InvalidDataException("The object is no body, or of a version that this hub does not know.");
        var frameBytes = BinaryPrimitives.ReadInt32LittleEndian(span[FrameBytesAt..]);
        var (idLength, wrappedLength) = (BinaryPrimitives.ReadUInt16LittleEndian(span[KeyIdLengthAt..]), BinaryPrimitives.ReadUInt16LittleEndian(span[WrappedLengthAt..]));
        var length = FixedLength + idLength + wrappedLength;
        if (frameBytes is < 1 or > LongestFrame || length > span.Length || length > MaxLength || idLength == 0 != (wrappedLength == 0))
            throw new InvalidDataException("The object's header is damaged.");
        WrappedKey? key = idLength == 0
            ? null
            : new WrappedKey(Encoding.UTF8.GetString(span.Slice(FixedLength, idLength)), start.Slice(FixedLength + idLength, wrappedLength).ToArray());
        return new BodyHeader(frameBytes, key, start[..length].ToArray());
    }

    /// <summary>What frames are sealed and opened with.</summary>
    public FrameSeal Seal(byte[]? secret) => secret is null ? new ChecksumSeal(Bytes) : new EncryptingSeal(secret, Bytes);
}

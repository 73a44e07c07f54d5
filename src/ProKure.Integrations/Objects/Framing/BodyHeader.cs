using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ProKure.Integrations.Objects.Framing;

/// <summary>
/// The beginning of a framed body, in the clear: what it is, how long its frames are, whether and with which key it is encrypted. Every frame is sealed together with it, so
/// that nothing in it can be changed.
/// </summary>
/// <param name="FrameBytes">Plain bytes of each frame but the last.</param>
/// <param name="KeyId">Id of the key; null for no encryption.</param>
/// <param name="Bytes">The header as it is written.</param>
internal sealed record BodyHeader(int FrameBytes, string? KeyId, ReadOnlyMemory<byte> Bytes)
{
    public const int Length = 44;

    private const int SaltAt = 12;
    private const int SaltBytes = 16;
    private const int KeyIdAt = SaltAt + SaltBytes;
    private const int LongestFrame = 16 << 20;

    // The last byte is the version of the layout.
    private static ReadOnlySpan<byte> Magic => "PKBODY\n\u0001"u8;

    private ReadOnlySpan<byte> Salt => Bytes.Span.Slice(SaltAt, SaltBytes);

    public static BodyHeader New(int frameBytes, BodyEncryptionKey? key)
    {
        var bytes = new byte[Length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(Magic.Length), frameBytes);
        RandomNumberGenerator.Fill(bytes.AsSpan(SaltAt, SaltBytes));
        if (key is not null)
            Encoding.ASCII.GetBytes(key.Id, bytes.AsSpan(KeyIdAt));
        return new BodyHeader(frameBytes, key?.Id, bytes);
    }

    /// <exception cref="InvalidDataException">The bytes are no header that this version knows.</exception>
    public static BodyHeader Read(ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        if (span.Length != Length || !span.StartsWith(Magic))
            throw new InvalidDataException("The object is no body, or of a version that this hub does not know.");
        var frameBytes = BinaryPrimitives.ReadInt32LittleEndian(span[Magic.Length..]);
        if (frameBytes is < 1 or > LongestFrame)
            throw new InvalidDataException("The object's header is damaged.");
        var keyId = span[KeyIdAt] == 0 ? null : Encoding.ASCII.GetString(span[KeyIdAt..]);
        return new BodyHeader(frameBytes, keyId, bytes);
    }

    /// <summary>What frames are sealed and opened with.</summary>
    public FrameSeal Seal(BodyEncryptionKey? key) => key is null ? new ChecksumSeal(Bytes) : new EncryptingSeal(key.Derive(Salt), Bytes);
}

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ProKure.Integrations.Objects.Framing;

/// <summary>The index of a framed body.</summary>
/// <param name="Bytes">Length of the plain body.</param>
/// <param name="Sha256">Its SHA-256.</param>
/// <param name="Offsets">Where each frame begins in the object; one more, where the last one ends.</param>
internal sealed record BodyIndex(long Bytes, string Sha256, long[] Offsets)
{
    private const int Fixed = sizeof(long) + SHA256.HashSizeInBytes;

    public int Frames => Offsets.Length - 1;

    public static byte[] Write(long bytes, ReadOnlySpan<byte> sha256, List<int> lengths)
    {
        var index = new byte[Fixed + (lengths.Count * sizeof(int))];
        BinaryPrimitives.WriteInt64LittleEndian(index, bytes);
        sha256.CopyTo(index.AsSpan(sizeof(long)));
        for (var i = 0; i < lengths.Count; i++)
            BinaryPrimitives.WriteInt32LittleEndian(index.AsSpan(Fixed + (i * sizeof(int))), lengths[i]);
        return index;
    }

    /// <exception cref="InvalidDataException">It does not fit the object.</exception>
    public static BodyIndex Read(ReadOnlySpan<byte> index, BodyHeader header, long framesEnd)
    {
        if (index.Length < Fixed || (index.Length - Fixed) % sizeof(int) != 0)
            throw Misfit();
        var bytes = BinaryPrimitives.ReadInt64LittleEndian(index);
        var offsets = new long[((index.Length - Fixed) / sizeof(int)) + 1];
        offsets[0] = header.Length;
        for (var i = 1; i < offsets.Length; i++)
            offsets[i] = offsets[i - 1] + BinaryPrimitives.ReadInt32LittleEndian(index[(Fixed + ((i - 1) * sizeof(int)))..]);
        var frames = (bytes + header.FrameBytes - 1) / header.FrameBytes;
        if (bytes < 0 || frames != offsets.Length - 1 || offsets[^1] != framesEnd)
            throw Misfit();
        return new BodyIndex(bytes, Convert.ToHexStringLower(index.Slice(sizeof(long), SHA256.HashSizeInBytes)), offsets);
    }

    private static InvalidDataException Misfit() => new("The object's index does not fit the object.");
}

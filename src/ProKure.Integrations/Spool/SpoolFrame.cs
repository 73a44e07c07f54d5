using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ProKure.Integrations.Spool;

/// <summary>
/// How a record stands in a file of entries: this header, then the entry. The checksum covers both, so that a record that was being written when the process or
/// the machine died is told from a whole one. The body stands in the file of bodies beside it, with a checksum of its own.
/// </summary>
/// <param name="EntryLength">Length of the entry, at least 1.</param>
/// <param name="At">When it was spooled, in milliseconds since 1970.</param>
/// <param name="BodyOffset">Where its body begins in the file of bodies.</param>
/// <param name="BodyLength">Length of the body; 0 for none, <see cref="Shed"/> where there was no room for it.</param>
/// <param name="BodyChecksum">Checksum of the body.</param>
internal readonly record struct SpoolFrame(int EntryLength, long At, long BodyOffset, int BodyLength, uint BodyChecksum)
{
    public const int HeaderLength = 32;

    public const int Shed = -1;

    private const int ChecksumEnd = 8;

    /// <summary>Length of header and entry.</summary>
    public int Length => HeaderLength + EntryLength;

    /// <summary>Writes the header for an entry.</summary>
    public void Write(Span<byte> header, ReadOnlySpan<byte> entry)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, EntryLength);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], At);
        BinaryPrimitives.WriteInt64LittleEndian(header[16..], BodyOffset);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], BodyLength);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], BodyChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Checksum(Checksum(0, header[ChecksumEnd..HeaderLength]), entry));
    }

    /// <summary>Reads a header; false when it cannot be one. Whether it is whole, <see cref="IsWhole"/> tells once the entry is there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> header, out SpoolFrame frame)
    {
        frame = default;
        if (header.Length < HeaderLength)
            return false;
        frame = new SpoolFrame(
            BinaryPrimitives.ReadInt32LittleEndian(header),
            BinaryPrimitives.ReadInt64LittleEndian(header[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(header[16..]),
            BinaryPrimitives.ReadInt32LittleEndian(header[24..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[28..]));
        return frame is { EntryLength: > 0, BodyLength: >= Shed, BodyOffset: >= 0 };
    }

    /// <summary>Whether header and entry are as they were written.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> header, ReadOnlySpan<byte> entry) =>
        BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) == Checksum(Checksum(0, header[ChecksumEnd..HeaderLength]), entry);

    /// <summary>CRC-32C of the bytes, going on from another's.</summary>
    public static uint Checksum(uint before, ReadOnlySpan<byte> bytes)
    {
        var checksum = ~before;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
            checksum = BitOperations.Crc32C(checksum, word);
        foreach (var rest in bytes[(words.Length * sizeof(ulong))..])
            checksum = BitOperations.Crc32C(checksum, rest);
        return ~checksum;
    }
}

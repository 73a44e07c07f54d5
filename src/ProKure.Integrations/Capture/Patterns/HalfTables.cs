using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>The groups that a byte may stand in at one place of their heads, a bit each: those of its low half that are also those of its high half.</summary>
internal readonly struct HalfTables
{
    private const int Groups = 8;

    // Sixteen entries, twice.
    private readonly Vector256<byte> _low;
    private readonly Vector256<byte> _high;

    public HalfTables(IReadOnlyList<PatternHead> heads, int place)
    {
        Span<byte> low = stackalloc byte[16];
        Span<byte> high = stackalloc byte[16];
        foreach (var head in heads)
        {
            var group = (byte)(1 << (head.Group % Groups));
            foreach (var value in head.At(place))
            {
                low[value & 15] |= group;
                high[value >> 4] |= group;
            }
        }

        _low = Vector256.Create(Vector128.Create<byte>(low), Vector128.Create<byte>(low));
        _high = Vector256.Create(Vector128.Create<byte>(high), Vector128.Create<byte>(high));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<byte> Look(Vector256<byte> bytes) =>
        Entries(_low, bytes & Vector256.Create((byte)15)) & Entries(_high, Vector256.ShiftRightLogical(bytes, 4));

    public byte Look(byte value) => (byte)(_low[value & 15] & _high[value >> 4]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Entries(Vector256<byte> table, Vector256<byte> indexes) => Avx2.IsSupported
        ? Avx2.Shuffle(table, indexes)
        : Vector256.Create(Vector128.Shuffle(table.GetLower(), indexes.GetLower()), Vector128.Shuffle(table.GetLower(), indexes.GetUpper()));
}

/// <summary>Texts that are shorter than what is looked at at a time.</summary>
internal static class ShortText
{
    /// <summary>The first 32 bytes of a text, or all of it and zeros.</summary>
    public static Vector256<byte> Load(ReadOnlySpan<byte> text)
    {
        if (text.Length >= Vector256<byte>.Count)
            return Vector256.Create(text);
        return text.Length < Vector128<byte>.Count
            ? LoadHalf(text).ToVector256()
            : Vector256.Create(Vector128.Create(text), LoadHalf(text[Vector128<byte>.Count..]));
    }

    /// <summary>The first 16 bytes of a text, or all of it and zeros.</summary>
    public static Vector128<byte> LoadHalf(ReadOnlySpan<byte> text)
    {
        var length = text.Length;
        if (length >= 16)
            return Vector128.Create(text);
        if (length > 8)
            return Vector128.Create(BitConverter.ToUInt64(text), BitConverter.ToUInt64(text[(length - 8)..]) >> (8 * (16 - length))).AsByte();
        if (length >= 4)
            return Vector128.Create(BitConverter.ToUInt32(text) | ((ulong)BitConverter.ToUInt32(text[(length - 4)..]) << (8 * (length - 4))), 0UL).AsByte();
        var bytes = 0UL;
        for (var i = length - 1; i >= 0; i--)
            bytes = (bytes << 8) | text[i];
        return Vector128.Create(bytes, 0UL).AsByte();
    }
}

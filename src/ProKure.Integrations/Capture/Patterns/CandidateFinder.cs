using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>
/// Finds the places where a value worth a look may begin: three bytes in a row that begin some pattern. Sixteen places at a time, with a table for the
/// low and the high half of each byte; every pattern is in one of eight groups, a bit each. What it finds is to be checked, what it passes over is none.
/// </summary>
internal sealed class CandidateFinder
{
    private const int Groups = 8;
    private const int Step = 16;

    private readonly HalfTables _first;
    private readonly HalfTables _second;
    private readonly HalfTables _third;
    private readonly CandidateRefusal _refusal;

    /// <param name="heads">The bytes that may stand first, second and third, in groups of their own.</param>
    /// <param name="refusal">Refuses candidates by a closer look.</param>
    public CandidateFinder(IReadOnlyList<PatternHead> heads, CandidateRefusal refusal)
    {
        (_first, _second, _third) = (new HalfTables(heads, 0), new HalfTables(heads, 1), new HalfTables(heads, 2));
        _refusal = refusal;
    }

    /// <summary>The first candidate at or after an index; -1 for none. In the last two places there is a candidate only where its bytes may be followed by any.</summary>
    /// <param name="text">The text.</param>
    /// <param name="from">The index.</param>
    /// <param name="floor">Index before which nothing is looked at.</param>
    public int IndexOf(ReadOnlySpan<byte> text, int from, int floor)
    {
        ref var bytes = ref MemoryMarshal.GetReference(text);
        var i = from;
        for (; i + Step + 2 <= text.Length; i += Step)
        {
            if (FirstOf(PlacesIn(ref Unsafe.Add(ref bytes, i)), text, i, floor) is >= 0 and var found)
                return found;
        }

        return i < text.Length ? IndexInTail(text, i, floor) : -1;
    }

    // What is left is followed by zeros, so that it has no head that it does not have whole.
    private int IndexInTail(ReadOnlySpan<byte> text, int from, int floor)
    {
        var tail = default(Tail);
        text[from..].CopyTo(tail);
        for (var i = 0; from + i < text.Length; i += Step)
        {
            if (FirstOf(PlacesIn(ref tail[i]), text, from + i, floor) is >= 0 and var found)
                return found;
        }

        return -1;
    }

    /// <summary>The places of sixteen at which a head begins, a bit each.</summary>
    private uint PlacesIn(ref byte bytes)
    {
        var found = _first.Look(Vector128.LoadUnsafe(ref bytes)) & _second.Look(Vector128.LoadUnsafe(ref bytes, 1)) & _third.Look(Vector128.LoadUnsafe(ref bytes, 2));
        return found == Vector128<byte>.Zero ? 0 : ~Vector128.Equals(found, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF;
    }

    private int FirstOf(uint places, ReadOnlySpan<byte> text, int from, int floor)
    {
        for (; places != 0; places &= places - 1)
        {
            var at = from + BitOperations.TrailingZeroCount(places);
            if (at < text.Length && !_refusal.Refuses(text, at, floor))
                return at;
        }

        return -1;
    }

    /// <summary>A text of at most seventeen bytes, and zeros.</summary>
    [InlineArray(3 * Step)]
    private struct Tail
    {
        private byte _first;
    }

    /// <summary>The groups that a byte may stand in at one place of their heads, by its low and its high half.</summary>
    private readonly struct HalfTables
    {
        private readonly Vector128<byte> _low;
        private readonly Vector128<byte> _high;

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

            (_low, _high) = (Vector128.Create<byte>(low), Vector128.Create<byte>(high));
        }

        public Vector128<byte> Look(Vector128<byte> bytes) =>
            Vector128.Shuffle(_low, bytes & Vector128.Create((byte)15)) & Vector128.Shuffle(_high, Vector128.ShiftRightLogical(bytes, 4));
    }
}

/// <summary>The bytes that a pattern may begin with; null stands for any.</summary>
/// <param name="Group">Heads of one group are mixed up with each other, so that few groups find more than there is.</param>
/// <param name="First">The first bytes.</param>
/// <param name="Second">The second bytes.</param>
/// <param name="Third">The third bytes.</param>
internal sealed record PatternHead(int Group, byte[] First, byte[]? Second = null, byte[]? Third = null)
{
    private static readonly byte[] Any = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

    public byte[] At(int place) => place switch
    {
        0 => First,
        1 => Second ?? Any,
        _ => Third ?? Any,
    };
}

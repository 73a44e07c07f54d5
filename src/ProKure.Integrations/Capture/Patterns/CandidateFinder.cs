using System.Runtime.Intrinsics;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>
/// Finds the places where a value worth a look may begin: three bytes in a row that begin some pattern. Sixteen places at a time, with a table for the
/// low and the high half of each byte; every pattern is in one of eight groups, a bit each. What it finds is to be checked, what it passes over is none.
/// </summary>
internal sealed class CandidateFinder
{
    private const int Groups = 8;

    private readonly Vector128<byte>[] _low = new Vector128<byte>[3];
    private readonly Vector128<byte>[] _high = new Vector128<byte>[3];
    private readonly byte[] _first = new byte[256];
    private readonly byte[] _second = new byte[256];
    private readonly byte[] _third = new byte[256];

    /// <param name="heads">The bytes that may stand first, second and third, in groups of their own.</param>
    public CandidateFinder(IReadOnlyList<PatternHead> heads)
    {
        Span<byte> tables = stackalloc byte[6 * 16];
        foreach (var head in heads)
        {
            var group = (byte)(1 << (head.Group % Groups));
            for (var place = 0; place < 3; place++)
            {
                foreach (var value in head.At(place))
                {
                    tables[(place * 32) + (value & 15)] |= group;
                    tables[(place * 32) + 16 + (value >> 4)] |= group;
                }
            }
        }

        for (var place = 0; place < 3; place++)
        {
            _low[place] = Vector128.Create<byte>(tables.Slice(place * 32, 16));
            _high[place] = Vector128.Create<byte>(tables.Slice((place * 32) + 16, 16));
            var table = place == 0 ? _first : place == 1 ? _second : _third;
            for (var value = 0; value < 256; value++)
                table[value] = (byte)(tables[(place * 32) + (value & 15)] & tables[(place * 32) + 16 + (value >> 4)]);
        }
    }

    /// <summary>The first candidate at or after an index; -1 for none. In the last two places a candidate may have less than three bytes.</summary>
    public int IndexOf(ReadOnlySpan<byte> text, int from)
    {
        var i = from;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i + 18 <= text.Length; i += 16)
            {
                var found = Look(text[i..], 0) & Look(text[(i + 1)..], 1) & Look(text[(i + 2)..], 2);
                if (found != Vector128<byte>.Zero)
                    return i + System.Numerics.BitOperations.TrailingZeroCount(~Vector128.Equals(found, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF);
            }
        }

        for (; i + 2 < text.Length; i++)
        {
            if ((_first[text[i]] & _second[text[i + 1]] & _third[text[i + 2]]) != 0)
                return i;
        }

        for (; i < text.Length; i++)
        {
            if ((_first[text[i]] & (i + 1 < text.Length ? _second[text[i + 1]] : 0xFF)) != 0)
                return i;
        }

        return -1;
    }

    private Vector128<byte> Look(ReadOnlySpan<byte> text, int place)
    {
        var bytes = Vector128.Create(text);
        return Vector128.Shuffle(_low[place], bytes & Vector128.Create((byte)15)) & Vector128.Shuffle(_high[place], Vector128.ShiftRightLogical(bytes, 4));
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

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ProKure.Integrations.Capture.Patterns;

/// <summary>
/// Finds the places where a value worth a look may begin: three bytes in a row that begin some pattern. Thirty-two places at a time, with a table for the
/// low and the high half of each byte; every pattern is in one of eight groups, a bit each. What it finds is to be checked, what it passes over is none.
/// </summary>
internal sealed class CandidateFinder
{
    /// <summary>So many places are looked at at a time.</summary>
    public const int Step = 32;

    /// <summary>A head's second and third byte stand after the last place.</summary>
    public const int Reach = Step + 2;

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
    /// <param name="look">From where on, and how, it is looked at.</param>
    public int IndexOf(ReadOnlySpan<byte> text, int from, CandidateLook look)
    {
        ref var bytes = ref MemoryMarshal.GetReference(text);
        var (first, second, third) = (_first, _second, _third);
        var i = from;
        for (; i + Reach <= text.Length; i += Step)
        {
            ref var at = ref Unsafe.Add(ref bytes, i);
            var signs = Vector256.LoadUnsafe(ref at);
            var found = first.Look(signs) & second.Look(Vector256.LoadUnsafe(ref at, 1)) & third.Look(Vector256.LoadUnsafe(ref at, 2));
            if (found != Vector256<byte>.Zero && FirstOf(PlacesOf(found), signs, text, i, look) is >= 0 and var candidate)
                return candidate;
        }

        return i < text.Length ? IndexInTail(text, i, look) : -1;
    }

    /// <summary>Whether there is a candidate in a part of a text that is a value of its own.</summary>
    /// <param name="text">The text.</param>
    /// <param name="start">Where the value begins.</param>
    /// <param name="length">Its length.</param>
    /// <param name="look">How it is looked at.</param>
    public bool IsIn(ReadOnlySpan<byte> text, int start, int length, CandidateLook look)
    {
        var value = text.Slice(start, length);
        if (length > Step || text.Length - start < Reach)
            return IndexOf(value, 0, look) >= 0;

        // What stands behind the value shows candidates at its end that are none, and hides none.
        ref var at = ref MemoryMarshal.GetReference(value);
        var signs = Vector256.LoadUnsafe(ref at);
        var found = _first.Look(signs) & _second.Look(Vector256.LoadUnsafe(ref at, 1)) & _third.Look(Vector256.LoadUnsafe(ref at, 2));
        return found != Vector256<byte>.Zero && FirstOf(PlacesOf(found), signs, value, 0, look) >= 0;
    }

    // What is left is seen with what is before it, or followed by zeros, so that it has no head that it does not have whole.
    private int IndexInTail(ReadOnlySpan<byte> text, int from, CandidateLook look)
    {
        var start = Math.Max(0, text.Length - Reach);
        var signs = ShortText.Load(text[start..]);
        var seconds = ShortText.Load(text[(start + 1)..]);
        var thirds = ShortText.Load(text[Math.Min(start + 2, text.Length)..]);
        var found = _first.Look(signs) & _second.Look(seconds) & _third.Look(thirds);
        if (found != Vector256<byte>.Zero && from - start < Step)
        {
            var places = PlacesOf(found) & (uint.MaxValue << Math.Max(0, from - start));
            if (FirstOf(places, signs, text, start, look) is >= 0 and var candidate)
                return candidate;
        }

        for (var at = Math.Max(from, start + Step); at < text.Length; at++)
        {
            var next = at + 1 < text.Length ? text[at + 1] : (byte)0;
            if ((_first.Look(text[at]) & _second.Look(next) & _third.Look(0)) != 0 && !_refusal.Refuses(text, at, look))
                return at;
        }

        return -1;
    }

    // A bit for each place at which a head begins.
    private static uint PlacesOf(Vector256<byte> found) => ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits();

    private int FirstOf(uint places, Vector256<byte> signs, ReadOnlySpan<byte> text, int start, CandidateLook look)
    {
        places &= ~_refusal.InsideWords(signs, start > 0 ? text[start - 1] : (byte)0, look.Floor - start);
        for (; places != 0; places &= places - 1)
        {
            var at = start + BitOperations.TrailingZeroCount(places);
            if (at >= text.Length)
                return -1;
            if (!_refusal.Refuses(text, at, look))
                return at;
        }

        return -1;
    }
}

/// <summary>How a text is looked at.</summary>
/// <param name="Floor">Index before which nothing is looked at.</param>
/// <param name="IsWhole">True when nothing comes after the text.</param>
/// <param name="TakesEquals">True when each sign = is a candidate.</param>
internal readonly record struct CandidateLook(int Floor, bool IsWhole, bool TakesEquals = false);

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

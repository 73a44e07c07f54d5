using System.Numerics;

namespace ProKure.LoadBench.Generator;

/// <summary>
/// Counts durations in buckets that are 1 µs wide up to 256 µs and at most 0.8 % of their value wide above, like an HDR histogram:
/// constant memory, cheap to add to, exact to merge.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBucketBits = 7;
    private const int SubBuckets = 1 << SubBucketBits;
    private const int MaxShift = 24;
    private const long MaxMicroseconds = ((long)SubBuckets * 2 << MaxShift) - 1;

    private readonly long[] _counts = new long[(MaxShift + 2) * SubBuckets];

    public long Total { get; private set; }

    public void Add(long microseconds)
    {
        _counts[IndexOf(Math.Clamp(microseconds, 0, MaxMicroseconds))]++;
        Total++;
    }

    public void Add(LatencyHistogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Total += other.Total;
    }

    /// <summary>The duration that the given share of all did not exceed, within a bucket's width; zero where nothing was counted.</summary>
    public TimeSpan Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(share * Total));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= rank)
                return TimeSpan.FromMicroseconds(MiddleOf(i));
        }

        return TimeSpan.Zero;
    }

    private static int IndexOf(long value)
    {
        var shift = Math.Max(0, BitOperations.Log2((ulong)value) - SubBucketBits);
        return (shift * SubBuckets) + (int)(value >> shift);
    }

    private static long MiddleOf(int index)
    {
        var shift = Math.Max(0, (index / SubBuckets) - 1);
        var lowest = (long)(index - (shift * SubBuckets)) << shift;
        return lowest + ((1L << shift) / 2);
    }
}

namespace ProKure.Integrations.Analytics;

/// <summary>
/// A latency histogram with fixed, logarithmic buckets, so that any two can be added: four buckets to each doubling, from below 1 ms to over
/// 2^20 ms (17 minutes). A percentile read from it is at most 19 % too high.
/// </summary>
/// <remarks>Bucket 0 holds durations below 1 ms; bucket i ≥ 1 ends at 2^(i/4) ms; the last holds everything longer.</remarks>
public static class LatencyHistogram
{
    /// <summary>How many buckets there are.</summary>
    public const int BucketCount = 82;

    /// <summary>The bucket of a duration in milliseconds; negative and not-a-number count as 0.</summary>
    public static int BucketOf(double milliseconds)
    {
        if (!(milliseconds >= 1))
            return 0;
        return (int)Math.Min(Math.Floor(Math.Log2(milliseconds) * 4) + 1, BucketCount - 1);
    }

    /// <summary>The upper end of a bucket, in milliseconds; infinity for the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such bucket.</exception>
    public static double UpperBoundOf(int bucket)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bucket);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bucket, BucketCount);
        return bucket == BucketCount - 1 ? double.PositiveInfinity : Math.Pow(2, bucket / 4.0);
    }

    /// <summary>
    /// The duration, in milliseconds, that the given share of all stayed below: the upper end of the bucket it falls into
    /// (for the last bucket, its lower end). Null when nothing was counted.
    /// </summary>
    /// <param name="counts">Counts by bucket.</param>
    /// <param name="share">0 to 1, as 0.95.</param>
    public static double? Percentile(ReadOnlySpan<long> counts, double share)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(share, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(share, 1);
        var total = Sum(counts);
        if (total == 0)
            return null;

        var rank = Math.Max(1, (long)Math.Ceiling(total * share));
        long seen = 0;
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            seen += counts[bucket];
            if (seen >= rank)
                return bucket == BucketCount - 1 ? UpperBoundOf(bucket - 1) : UpperBoundOf(bucket);
        }

        throw new ArgumentException("Counts must not be negative.", nameof(counts));
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        long total = 0;
        foreach (var count in counts)
            total += count;
        return total;
    }
}

using CsCheck;
using ProKure.Integrations.Analytics;

namespace ProKure.Integrations.Tests.Analytics;

public sealed class LatencyHistogramTests
{
    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(-1, 0)]
    [InlineData(0.999, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(1_048_575, 80)]
    [InlineData(1_048_576, 81)]
    [InlineData(double.PositiveInfinity, 81)]
    public void BucketOf_Edges_AreWhereTheyAreDocumented(double milliseconds, int bucket) =>
        Assert.Equal(bucket, LatencyHistogram.BucketOf(milliseconds));

    [Fact]
    public void BucketOf_AnyDuration_LiesInItsBucketWithin19Percent() =>
        Gen.Double[1, 1_000_000].Sample(ms =>
        {
            var upper = LatencyHistogram.UpperBoundOf(LatencyHistogram.BucketOf(ms));
            Assert.InRange(upper, ms * 0.999_999, ms * 1.19);
        });

    [Fact]
    public void Percentile_OfAHundred_IsTheBucketInWhichTheRankFalls()
    {
        var counts = new long[LatencyHistogram.BucketCount];
        counts[LatencyHistogram.BucketOf(10)] = 94;
        counts[LatencyHistogram.BucketOf(1_000)] = 6;

        Assert.InRange(LatencyHistogram.Percentile(counts, 0.94)!.Value, 10, 12);
        Assert.InRange(LatencyHistogram.Percentile(counts, 0.95)!.Value, 1_000, 1_190);
    }

    [Fact]
    public void Percentile_OfNothing_IsNothing() =>
        Assert.Null(LatencyHistogram.Percentile(new long[LatencyHistogram.BucketCount], 0.5));
}

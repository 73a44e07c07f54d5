using CsCheck;
using ProKure.LoadBench.Generator;

namespace ProKure.LoadBench.Tests.Generator;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Percentile_OfNothing_IsZero() => Assert.Equal(TimeSpan.Zero, new LatencyHistogram().Percentile(0.99));

    [Fact]
    public void Percentile_OfSmallValues_IsExact()
    {
        var histogram = new LatencyHistogram();
        for (var i = 1; i <= 100; i++)
            histogram.Add(i);

        Assert.Equal((50, 95, 99), (Microseconds(histogram, 0.50), Microseconds(histogram, 0.95), Microseconds(histogram, 0.99)));
    }

    [Fact]
    public void Percentile_OfAnyValues_IsTheRankedOneWithinAPercent()
        => Gen.Select(Gen.Long[0, 4_000_000_000].Array[1, 200], Gen.Double[0.01, 1]).Sample((values, share) =>
        {
            var (one, other) = (new LatencyHistogram(), new LatencyHistogram());
            foreach (var (value, i) in values.Select((value, i) => (value, i)))
                (i % 2 == 0 ? one : other).Add(value);
            one.Add(other);
            Array.Sort(values);

            var expected = values[Math.Max(0, (int)Math.Ceiling(share * values.Length) - 1)];

            Assert.Equal(values.Length, one.Total);
            Assert.InRange(Microseconds(one, share), expected * 0.99, expected * 1.01);
        });

    [Fact]
    public void Add_BeyondTheLargest_CountsAsTheLargest()
    {
        var histogram = new LatencyHistogram();

        histogram.Add(long.MaxValue);

        Assert.InRange(histogram.Percentile(1), TimeSpan.FromHours(1), TimeSpan.FromHours(2));
    }

    private static double Microseconds(LatencyHistogram histogram, double share) => histogram.Percentile(share).TotalMicroseconds;
}

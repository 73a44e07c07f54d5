using System.Net;
using ProKure.LoadBench.Generator;
using ProKure.LoadBench.Reports;
using ProKure.LoadBench.Targets;

namespace ProKure.LoadBench.Tests.Reports;

public sealed class ComparisonReportTests
{
    [Fact]
    public void Report_TellsMediansRatiosAndFaults()
    {
        var results = new[]
        {
            ResultOf("direct", "simulator, directly", 1000, 2000, 3000),
            ResultOf("yarp", "bare YARP hop", 500, 800, 900),
            ResultOf("hub", "hub, invoke", 250, 480, 360),
        };
        results[2].Tally.Break("reset by peer");

        var report = ComparisonReport.Of(results, new LoadBenchOptions());

        Assert.Contains("\n| simulator, directly | 2,000 | 1,000 - 3,000 | 0.10 | 0.10 | 0.10 | 0 | 0 | not known |\n", report, StringComparison.Ordinal);
        Assert.Contains("\n| hub, invoke | 360 | 250 - 480 | 0.10 | 0.10 | 0.10 | 0 | 1 | not known |\n", report, StringComparison.Ordinal);
        Assert.Contains("\n| hub / yarp | 0.50 | 0.40 - 0.60 |\n", report, StringComparison.Ordinal);
        Assert.Contains("\n| hub / direct | 0.24 | 0.12 - 0.25 |\n", report, StringComparison.Ordinal);
        Assert.Contains("\nFirst request without an answer from hub, invoke: reset by peer.\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_WithoutHub_SaysItWasNotMeasured()
    {
        var report = ComparisonReport.Of([ResultOf("direct", "a", 100), ResultOf("yarp", "b", 50)], new LoadBenchOptions());

        Assert.Contains("\n| hub / yarp | not measured | |\n", report, StringComparison.Ordinal);
        Assert.Contains("\n| yarp / direct | 0.50 | 0.50 - 0.50 |\n", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_OfSeveralHubs_ComparesEachWithTheLast()
    {
        var results = new[] { ResultOf("direct", "a", 1000), ResultOf("yarp", "b", 500), ResultOf("hybrid", "hub, hybrid", 300), ResultOf("single", "hub, single", 50) };
        var hub = new Uri("http://127.0.0.1");

        var report = ComparisonReport.Of(results, new LoadBenchOptions { Hubs = [new NamedHub("hybrid", hub, null), new NamedHub("single", hub, null)] });

        Assert.Contains("\n| hybrid / direct | 0.30 | 0.30 - 0.30 |\n", report, StringComparison.Ordinal);
        Assert.Contains("\n| hybrid / single | 6.00 | 6.00 - 6.00 |\n", report, StringComparison.Ordinal);
        Assert.DoesNotContain("not measured", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2d, 3d, 1d, 2d)]
    [InlineData(2.5, 4d, 1d, 2d, 3d)]
    public void Median_IsTheMiddle(double expected, params double[] values) => Assert.Equal(expected, Median.Of(values));

    private static TargetResult ResultOf(string key, string label, params int[] answersInASecond)
    {
        var result = new TargetResult(new Target(key, label, new IPEndPoint(IPAddress.Loopback, 1), [], []));
        foreach (var answers in answersInASecond)
        {
            var tally = new Tally();
            for (var i = 0; i < answers; i++)
                tally.Answer(200, TimeSpan.FromMicroseconds(100));
            result.Add(new LoadResult(tally, TimeSpan.FromSeconds(1)), TimeSpan.Zero);
        }

        return result;
    }
}

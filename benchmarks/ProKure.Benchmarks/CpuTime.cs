namespace ProKure.Benchmarks;

/// <summary>CPU time of this process. Other processes on the same core show in the clock on the wall, and hardly here.</summary>
internal static class CpuTime
{
    private const double Seconds = 0.7;

    /// <summary>Seconds that the run takes: of many runs, after some to warm up, the one that a tenth are faster than.</summary>
    public static double Measure(Action run)
    {
        for (var warm = 0.0; warm < Seconds;)
            warm += Of(run);
        var times = new List<double>();
        for (var total = 0.0; total < Seconds; total += times[^1])
            times.Add(Of(run));
        times.Sort();
        return times[times.Count / 10];
    }

    private static double Of(Action run)
    {
        var began = Environment.CpuUsage.TotalTime;
        run();
        return (Environment.CpuUsage.TotalTime - began).TotalSeconds;
    }
}

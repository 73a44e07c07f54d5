using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using ProKure.LoadBench.Targets;

namespace ProKure.LoadBench.Reports;

/// <summary>The comparison as a page of Markdown.</summary>
internal static class ComparisonReport
{
    public static string Of(IReadOnlyList<TargetResult> results, LoadBenchOptions options)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # Invoke path beside a bare proxy hop and a direct call

            One run on one machine: {Environment.ProcessorCount} cores shared by the load generator and all servers, {RuntimeInformation.FrameworkDescription},
            {RuntimeInformation.OSDescription.Trim()}, {Configuration} build. {options.Connections} keep-alive connections with one request in flight each,
            {options.Rounds} rounds of {options.Seconds} s a target, interleaved, after {options.WarmupSeconds} s of warm-up each. Only answers with success count.

            | target | requests/s, median | lowest - highest | p50 ms | p95 ms | p99 ms | non-2xx | no answer | server CPU µs/request |
            |---|---:|---:|---:|---:|---:|---:|---:|---:|

            """);
        foreach (var result in results)
            page.AppendLine(RowOf(result));

        page.Append("\n| ratio of requests/s | median of rounds | lowest - highest |\n|---|---:|---:|\n");
        foreach (var (above, below) in Pairs(options))
            page.AppendLine(RatioOf(results, above, below));
        foreach (var result in results.Where(result => result.Tally.FirstFault is not null))
            page.Append(CultureInfo.InvariantCulture, $"\nFirst request without an answer from {result.Target.Label}: {result.Tally.FirstFault}.\n");
        return page.ToString();
    }

    private static List<(string Above, string Below)> Pairs(LoadBenchOptions options)
    {
        List<(string, string)> pairs = options.Hubs.Count > 0 && options.HubUrl is null
            ? [(Target.Yarp, Target.Direct)]
            : [(Target.Hub, Target.Yarp), (Target.Hub, Target.Direct), (Target.Yarp, Target.Direct)];
        pairs.AddRange(options.Hubs.Select(hub => (hub.Name, Target.Direct)));
        pairs.AddRange(options.Hubs.SkipLast(1).Select(hub => (hub.Name, options.Hubs[^1].Name)));
        return pairs;
    }

    private static string Configuration =>
#if DEBUG
        "Debug (not to be compared)";
#else
        "Release";
#endif

    private static string RowOf(TargetResult result)
    {
        var (rates, latency) = (result.RequestsPerSecond, result.Tally.Latency);
        var processor = result.ProcessorTime is { } time && result.Tally.Answered > 0
            ? (time.TotalMicroseconds / result.Tally.Answered).ToString("N0", CultureInfo.InvariantCulture)
            : "not known";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {result.Target.Label} | {Median.Of(rates):N0} | {rates.Min():N0} - {rates.Max():N0} | {Milliseconds(0.50)} | {Milliseconds(0.95)} | {Milliseconds(0.99)} | {result.Refused} | {result.Tally.Broken} | {processor} |");

        string Milliseconds(double share) => latency.Percentile(share).TotalMilliseconds.ToString("0.00", CultureInfo.InvariantCulture);
    }

    /// <summary>Each round's ratio is taken by itself: its two measurements are the ones that stand side by side in time.</summary>
    private static string RatioOf(IReadOnlyList<TargetResult> results, string above, string below)
    {
        if (Find(above) is not { } numerator || Find(below) is not { } denominator)
            return $"| {above} / {below} | not measured | |";
        double[] ratios = [.. numerator.RequestsPerSecond.Zip(denominator.RequestsPerSecond, (one, other) => one / other)];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {above} / {below} | {Median.Of(ratios):0.00} | {ratios.Min():0.00} - {ratios.Max():0.00} |");

        TargetResult? Find(string key) => results.FirstOrDefault(result => string.Equals(result.Target.Key, key, StringComparison.Ordinal));
    }
}

using System.Globalization;
using System.Text;
using ProKure.LoadBench.Generator;
using ProKure.LoadBench.Targets;

namespace ProKure.LoadBench.Reports;

/// <summary>What came of an exact number of requests, as a page of Markdown.</summary>
internal static class CountReport
{
    /// <summary>Whether every request was sent and answered with success.</summary>
    public static bool IsClean(LoadResult run, long count) => run.Tally.Succeeded == count;

    public static string Of(Target target, LoadResult run, long count, int connections)
    {
        var tally = run.Tally;
        var notSent = count - tally.Answered - tally.Broken;
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"""
            # {count} requests to the {target.Label}

            {connections} keep-alive connections, {run.Elapsed.TotalSeconds:0.0} s, {run.RequestsPerSecond:N0} requests/s answered with success.

            | outcome | requests |
            |---|---:|

            """);
        foreach (var (status, answers) in tally.ByStatus)
            page.Append(CultureInfo.InvariantCulture, $"| {status} | {answers} |\n");
        page.Append(CultureInfo.InvariantCulture, $"| no answer | {tally.Broken} |\n| not sent | {notSent} |\n");
        if (tally.FirstFault is not null)
            page.Append(CultureInfo.InvariantCulture, $"\nFirst request without an answer: {tally.FirstFault}.\n");
        return page.ToString();
    }
}

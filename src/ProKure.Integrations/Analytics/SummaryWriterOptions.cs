using System.ComponentModel.DataAnnotations;

namespace ProKure.Integrations.Analytics;

/// <summary>How summaries are gathered into transactions. Nobody waits for a summary, so a little time buys fewer and larger ones.</summary>
public sealed class SummaryWriterOptions
{
    /// <summary>The most summaries in one transaction. 1 to 10,000; default 500.</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 500;

    /// <summary>
    /// How long to gather after a transaction that was not full: each costs a commit, and a change of the same minutes' roll-ups. Zero to 10 s; default 100 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan Pause { get; set; } = TimeSpan.FromMilliseconds(100);
}

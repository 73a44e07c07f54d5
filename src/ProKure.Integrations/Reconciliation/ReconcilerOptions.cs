using System.ComponentModel.DataAnnotations;

namespace ProKure.Integrations.Reconciliation;

/// <summary>How much the reconciler looks at, and when.</summary>
public sealed class ReconcilerOptions
{
    /// <summary>The time between two passes. 100 ms to 1 hour; default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan PassInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How old an attempt must be before it is looked at, so that the reconciler does not race the call's own writes. 0 to 1 hour; default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SettleTime { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How old an attempt is when it is looked at a second time, for what came late, through a spool. 0 to 1 day; default 15 minutes.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LateTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How far back the slow walk through the whole log goes. 1 hour to 10 years; default 92 days, a little longer than the log is kept.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3653.00:00:00")]
    public TimeSpan LookBack { get; set; } = TimeSpan.FromDays(92);

    /// <summary>How long the slow walks rest when they have reached their end. 1 s to 30 days; default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan RestInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most pages of 500 log entries that each walk reads in one pass. 1 to 1,000; default 20.</summary>
    [Range(1, 1_000)]
    public int PagesPerPass { get; set; } = 20;

    /// <summary>
    /// How long summaries and roll-ups are kept, in whole calendar months: a month goes when all of it is older. 1 day to 100 years; default 1,826 days, five
    /// years.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36525.00:00:00")]
    public TimeSpan KeepSummaries { get; set; } = TimeSpan.FromDays(1_826);

    /// <summary>
    /// How long deliveries that succeeded, were cancelled or were resolved are kept, and replay jobs that are over. Never shorter than idempotency keys and originals. Dead letters stay until
    /// somebody sees to them. 1 day to 10 years; default 30 days.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3653.00:00:00")]
    public TimeSpan KeepDeliveries { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often room is made ahead, and old months and deliveries are removed. 1 minute to 1 day; default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan UpkeepInterval { get; set; } = TimeSpan.FromHours(1);
}

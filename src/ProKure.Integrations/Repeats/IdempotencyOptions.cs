using System.ComponentModel.DataAnnotations;

namespace ProKure.Integrations.Repeats;

/// <summary>How long keys of invocations are kept, and how much of an answer.</summary>
public sealed class IdempotencyOptions
{
    /// <summary>
    /// How long a key is kept at least, counted from its first use, or from <c>not_before</c>. The longest deadline of a retry policy counts where it is longer. 24 hours to 366 days;
    /// default 24 hours.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "366.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// The longest answer that is kept, in bytes; a repeat of an invocation with a longer one is told where its record is. 0 to 16 MiB; default 1 MiB.
    /// </summary>
    [Range(0, 16 << 20)]
    public int MaxAnswerBytes { get; set; } = 1 << 20;

    /// <summary>How often what is kept no longer is looked for. 1 s to 1 day; default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UpkeepInterval { get; set; } = TimeSpan.FromMinutes(5);
}

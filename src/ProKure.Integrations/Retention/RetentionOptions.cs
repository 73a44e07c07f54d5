using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ProKure.Integrations.Retention;

/// <summary>When what is kept no longer is removed, and how gently.</summary>
public sealed class RetentionOptions
{
    /// <summary>The time between two runs. 1 minute to 7 days; default 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The most records removed together. 1 to 5,000; default 500.</summary>
    [Range(1, 5_000)]
    public int BatchSize { get; set; } = 500;

    /// <summary>The rest after each batch, for the writes of calls. 0 to 1 minute; default 20 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan BatchPause { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>How often the leading hub looks whether somebody asked for a run. 100 ms to 1 minute; default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan LookInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the reports of runs are kept. 1 day to 100 years; default 400 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36525.00:00:00")]
    public TimeSpan KeepRuns { get; set; } = TimeSpan.FromDays(400);
}

/// <summary>Checks <see cref="RetentionOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class RetentionOptionsValidator : IValidateOptions<RetentionOptions>;

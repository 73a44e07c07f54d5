using System.ComponentModel.DataAnnotations;

namespace ProKure.Integrations.Originals;

/// <summary>What is kept, encrypted, in the record of an attempt, so that what follows it can be made anew when the queue has lost it.</summary>
public sealed class OriginalOptions
{
    /// <summary>The longest payload that is kept, in bytes. 0 (keeps none) to 960 KiB; default 256 KiB.</summary>
    [Range(0, 960 << 10)]
    public int MaxBytes { get; set; } = 256 << 10;

    /// <summary>How long an original is kept at most; it goes earlier, once its chain has gone on or ended. 1 hour to 90 days; default 7 days.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "90.00:00:00")]
    public TimeSpan KeepFor { get; set; } = TimeSpan.FromDays(7);
}

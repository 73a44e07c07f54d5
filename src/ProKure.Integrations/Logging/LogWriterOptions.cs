using System.ComponentModel.DataAnnotations;

namespace ProKure.Integrations.Logging;

/// <summary>How log writes are grouped and how long calls wait for them.</summary>
public sealed class LogWriterOptions
{
    /// <summary>The most writes in one round trip. 1 to 10,000; default 256.</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 256;

    /// <summary>The most writes that wait at a time; further callers wait for a place. 1 to 1,000,000; default 8,192.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueued { get; set; } = 8_192;

    /// <summary>
    /// The most completions kept in memory, to be written later, while the store takes no writes. 0 to 1,000,000; default 50,000.
    /// What is over is dropped and counted: those documents stay pending and become unknown at the next start.
    /// </summary>
    [Range(0, 1_000_000)]
    public int MaxBehind { get; set; } = 50_000;

    /// <summary>How long a call that is already answered waits for its record to become durable. Default 5 s.</summary>
    public TimeSpan CompletionWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait before completions that were kept are tried again. Default 1 s.</summary>
    public TimeSpan BehindRetry { get; set; } = TimeSpan.FromSeconds(1);
}

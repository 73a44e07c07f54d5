using System.ComponentModel.DataAnnotations;

namespace ProKure.Integrations.Spool;

/// <summary>Where entries wait on the hub's own disk while a store is slow or away, and how much room they may take.</summary>
public sealed class SpoolOptions
{
    /// <summary>
    /// The folder, made when missing; hubs that share it take over from one another. Each process has a folder of its own in it. Default <c>data/spool</c>,
    /// below the working directory. Not on the disk of the log store, where there is a choice: when that is full, so is the spool.
    /// </summary>
    [Required]
    public string Directory { get; set; } = Path.Combine("data", "spool");

    /// <summary>
    /// The most bytes that the spool takes on disk. When they are used up, bodies of log documents are shed first, oldest first, then the oldest summaries (which the
    /// log can give again), and whole log documents last. 1 MiB to 1 TiB; default 1 GiB.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long MaxBytes { get; set; } = 1L << 30;

    /// <summary>
    /// How long a file grows before the next one is begun; what is shed, is shed by whole files. 16 KiB to 1 GiB, at most an eighth of <see cref="MaxBytes"/>;
    /// default 16 MiB.
    /// </summary>
    [Range(16 << 10, 1 << 30)]
    public int SegmentBytes { get; set; } = 16 << 20;

    /// <summary>
    /// The most bytes that whole bodies, compressed, take on disk while they wait for the object store, besides <see cref="MaxBytes"/>. When they are used up, further long
    /// bodies stand in the log with their beginning only. 1 MiB to 16 TiB; default 4 GiB.
    /// </summary>
    [Range(1L << 20, 1L << 44)]
    public long MaxWholeBytes { get; set; } = 4L << 30;

    /// <summary>How often a hub looks for what processes that are gone left in the folder. Default 15 s.</summary>
    public TimeSpan AdoptInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The first wait before a store that took no writes is tried again; doubled with each failure. Default 100 ms.</summary>
    public TimeSpan FirstRetry { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait before a store that takes no writes is tried again. Default 5 s.</summary>
    public TimeSpan LongestRetry { get; set; } = TimeSpan.FromSeconds(5);

    internal int EffectiveSegmentBytes => (int)Math.Min(SegmentBytes, MaxBytes / 8);
}

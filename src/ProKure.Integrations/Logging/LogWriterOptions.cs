using System.ComponentModel.DataAnnotations;

namespace ProKure.Integrations.Logging;

/// <summary>How log writes are grouped, how long they wait for the store, and how much may wait in memory.</summary>
public sealed class LogWriterOptions
{
    /// <summary>The most writes in one round trip. 1 to 10,000; default 256.</summary>
    [Range(1, 10_000)]
    public int MaxBatch { get; set; } = 256;

    /// <summary>
    /// How many round trips may be under way at once: 1 carries inserts and completions together; of more, one carries inserts, and the others completions, which cost a store
    /// more. 1 to 16; default 2.
    /// </summary>
    [Range(1, 16)]
    public int Lanes { get; set; } = 2;

    /// <summary>No further write joins a round trip that carries so many bytes. 64 KiB to 1 GiB; default 16 MiB.</summary>
    [Range(64 << 10, 1 << 30)]
    public int MaxBatchBytes { get; set; } = 16 << 20;

    /// <summary>The most writes that wait at a time in each lane; further callers wait for a place. 1 to 1,000,000; default 8,192.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueued { get; set; } = 8_192;

    /// <summary>The most bytes of documents that wait at a time; further callers wait for room. 1 MiB to 16 GiB; default 64 MiB.</summary>
    [Range(1L << 20, 1L << 34)]
    public long MaxQueuedBytes { get; set; } = 64 << 20;

    /// <summary>
    /// How long calls wait for the store before their records go to the spool. Should be longer than the store usually takes for a full batch: one that is always slower is
    /// written to twice. 10 ms to 60 s; default 250 ms.
    /// </summary>
    public TimeSpan StoreWait { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How long a round trip to the store may take before it is given up. At least <see cref="StoreWait"/>, at most 10 min; default 10 s.</summary>
    public TimeSpan StoreTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call that is already answered waits for its record to become durable. Default 5 s.</summary>
    public TimeSpan CompletionWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The most bytes of completions kept in memory while neither the store nor the spool takes them, to be written later. 0 to 16 GiB; default 64 MiB.
    /// What is over is dropped and counted: those documents stay pending and become unknown later.
    /// </summary>
    [Range(0, 1L << 34)]
    public long MaxKeptBytes { get; set; } = 64 << 20;
}

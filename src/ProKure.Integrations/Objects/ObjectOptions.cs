namespace ProKure.Integrations.Objects;

/// <summary>How long bodies may be in the log, what is kept of longer ones, and where.</summary>
public sealed class ObjectOptions
{
    /// <summary>Longer bodies stand in the log with their beginning only, and whole in the object store. 1 KiB to 4 MiB; default 1 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>
    /// The most bytes of one body, expanded, that are kept. Of an answer that is longer, the hub reads no more. At least as much as is mapped of an answer is always
    /// read. 1 MiB to 1 TiB; default 100 MiB.
    /// </summary>
    public long MaxObjectBytes { get; set; } = 100L << 20;

    /// <summary>
    /// An answer that is longer than what is mapped, and that grows by more than this factor when it is expanded, is cut off: it is a decompression bomb rather than
    /// data. 2 to 1000; default 200.
    /// </summary>
    public int MaxExpansion { get; set; } = 200;

    /// <summary>The most memory that answers over 1 MiB take at a time; further ones wait, within their calls' time limits. 16 MiB to 64 GiB; default 512 MiB.</summary>
    public long MaxBytesInFlight { get; set; } = 512L << 20;

    /// <summary>
    /// How many answers over 64 KiB are read at a time; further ones wait, within their calls' time limits: what a body has kept of it can be had later, what was let go cannot. 1 to
    /// 10,000; default 128.
    /// </summary>
    public int MaxConcurrentBodies { get; set; } = 128;

    /// <summary>A folder for the bodies; null, the default, takes <c>objects</c> in the data directory. Unused with another store.</summary>
    public string? Folder { get; set; }

    /// <summary>How many bodies are uploaded at a time. 1 to 32; default 2.</summary>
    public int Uploads { get; set; } = 2;

    /// <summary>How old an object without a log document has to be before it is removed: its document may still be in some hub's spool. Default 24 h, at least 1 min.</summary>
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How often the leading hub looks for objects without a log document. Default 6 h, at least 1 s.</summary>
    public TimeSpan UpkeepInterval { get; set; } = TimeSpan.FromHours(6);
}

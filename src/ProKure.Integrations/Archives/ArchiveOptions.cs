namespace ProKure.Integrations.Archives;

/// <summary>When the archive works, and how large its files become.</summary>
public sealed class ArchiveOptions
{
    /// <summary>How often the leading hub archives what is due and removes files whose time is over. 1 s to 7 days; default 1 h.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How often it looks for files that no hub knows: attempts that were given up, and files from before the database was restored. 1 s to 30 days; default 24 h.</summary>
    public TimeSpan UpkeepInterval { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How old what is left of an attempt has to be before it is removed. 1 min to 30 days; default 24 h.</summary>
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The most documents in one file; the rest goes to a further part. 1 to 1,000,000; default 50,000.</summary>
    public int MaxDocuments { get; set; } = 50_000;

    /// <summary>No further document goes into a file that has so many bytes, expanded. 1 KiB to 16 GiB; default 256 MiB.</summary>
    public long MaxBytes { get; set; } = 256L << 20;

    /// <summary>Where files are made before they are stored, encrypted already; needs room for one file. Null, the default, takes <c>archive-work</c> in the data directory.</summary>
    public string? WorkFolder { get; set; }
}

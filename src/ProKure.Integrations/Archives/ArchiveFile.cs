namespace ProKure.Integrations.Archives;

/// <summary>How far an archive file is.</summary>
public enum ArchiveState
{
    /// <summary>It is being written, or the hub that wrote it died.</summary>
    Writing,

    /// <summary>It was read back, and everything in it is as it should be.</summary>
    Verified,

    /// <summary>The documents in it are marked in the log, which may remove them from now on.</summary>
    Marked,

    /// <summary>Its time is over, and it is being removed.</summary>
    Removing,

    /// <summary>It is gone; what it was is still known.</summary>
    Removed,
}

/// <summary>An archive file: a part of a unit.</summary>
public sealed record ArchiveFile
{
    /// <summary>Its key in the object store.</summary>
    public required string Key { get; init; }

    /// <summary>Whose documents it has.</summary>
    public required ArchiveUnit Unit { get; init; }

    /// <summary>Which part of them, from 1.</summary>
    public required int Part { get; init; }

    /// <summary>How far it is.</summary>
    public required ArchiveState State { get; init; }

    /// <summary>Since when, whole milliseconds.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>What is in it; null until it is verified.</summary>
    public ArchiveContent? Content { get; init; }

    /// <summary>What was wrong with it when it was verified last; null for nothing.</summary>
    public string? Fault { get; init; }
}

/// <summary>What is in an archive file.</summary>
/// <param name="Format">The form of its lines; see <see cref="ArchiveManifest.CurrentFormat"/>.</param>
/// <param name="Documents">How many documents.</param>
/// <param name="FirstStartedAt">When the first of them began.</param>
/// <param name="LastStartedAt">When the last of them began.</param>
/// <param name="Bytes">Length of the lines, expanded and decrypted.</param>
/// <param name="Sha256">SHA-256 of the lines, lower-case hex.</param>
/// <param name="FileBytes">Length of the file as it is stored.</param>
/// <param name="FileSha256">SHA-256 of the file as it is stored.</param>
/// <param name="IndexSha256">SHA-256 of the index's lines.</param>
public sealed record ArchiveContent(
    int Format, long Documents, DateTimeOffset FirstStartedAt, DateTimeOffset LastStartedAt, long Bytes, string Sha256, long FileBytes, string FileSha256, string IndexSha256);

namespace ProKure.Integrations.Cli.Commands.Archive;

/// <summary>The options that say which part of the archive is meant.</summary>
internal static class ArchiveConditions
{
    /// <summary>Those that files have.</summary>
    public static Conditions OfFiles() => new Conditions()
        .With("--from", "from", "Of this UTC day or later.", "DAY")
        .With("--to", "to", "Of this UTC day or earlier.", "DAY")
        .With("--class", "retention_class", "The retention class.", "CODE")
        .With("--system", "system", "The system.", "CODE");

    /// <summary>Those that documents have.</summary>
    public static Conditions OfDocuments() => OfFiles()
        .With("--request-id", "request_id", "The document with this id.", "ID")
        .With("--correlation-id", "correlation_id", "The business act.", "ID")
        .With("--status", "status", "How the attempt ended, as FAILED.", "STATUS")
        .WithEntity();
}

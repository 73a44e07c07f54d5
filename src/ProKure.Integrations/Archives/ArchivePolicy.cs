using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Archives;

/// <summary>What the archive has to do for a retention class.</summary>
/// <param name="RetentionClass">The class's code.</param>
/// <param name="AfterDays">How many days after the end of its day a document is archived.</param>
/// <param name="KeepDays">How many days after the end of its day a file is kept; null for ever.</param>
public sealed record ArchivePolicy(string RetentionClass, int AfterDays, int? KeepDays)
{
    /// <summary>The classes with archive, by their codes.</summary>
    public static IReadOnlyList<ArchivePolicy> Of(HubConfiguration configuration) =>
    [
        .. configuration.RetentionClasses.Select(stored => stored.Row).Where(row => row.Archive).OrderBy(row => row.Code, StringComparer.Ordinal)
            .Select(row => new ArchivePolicy(row.Code, row.ArchiveAfterDays, row.ArchiveDays)),
    ];

    /// <summary>Documents that began before this are due.</summary>
    internal DateTimeOffset DueBefore(DateTimeOffset now) => Midnight(now).AddDays(-AfterDays);

    /// <summary>Files of this day and earlier ones are over; null for none.</summary>
    internal DateOnly? OverUntil(DateTimeOffset now) => KeepDays is { } days ? DateOnly.FromDateTime(Midnight(now).UtcDateTime).AddDays(-days - 1) : null;

    private static DateTimeOffset Midnight(DateTimeOffset now) => new(now.UtcDateTime.Date, TimeSpan.Zero);
}

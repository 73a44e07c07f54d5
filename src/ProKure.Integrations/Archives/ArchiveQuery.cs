using System.Globalization;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Archives;

/// <summary>Which archived documents; conditions that are null do not count.</summary>
public sealed record ArchiveQuery
{
    /// <summary>The longest page.</summary>
    public const int MaxLimit = 500;

    /// <summary>Began on this UTC day or later.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Began on this UTC day or earlier.</summary>
    public DateOnly? To { get; init; }

    /// <summary>The retention class's code.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>The system's code.</summary>
    public string? SystemCode { get; init; }

    /// <summary>The document with this id.</summary>
    public Guid? RequestId { get; init; }

    /// <summary>The business act.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>Kind of business entity.</summary>
    public string? EntityType { get; init; }

    /// <summary>The entity's key.</summary>
    public string? EntityId { get; init; }

    /// <summary>How the attempt ended.</summary>
    public LogStatus? Status { get; init; }

    /// <summary>The files that can have such documents.</summary>
    internal ArchiveFileQuery Files
    {
        get
        {
            var (from, to) = (From, To);

            // Ids of attempts say when they were made: the day needs no more than its neighbours.
            if (RequestId is { } id && DayOf(id) is { } day)
            {
                (from, to) = (Later(from, day.AddDays(-1)), Earlier(to, day.AddDays(1)));
            }

            return new ArchiveFileQuery { RetentionClass = RetentionClass, SystemCode = SystemCode, From = from, To = to, States = [ArchiveState.Verified, ArchiveState.Marked] };
        }
    }

    /// <summary>The day on which an id was made; null for one that does not say.</summary>
    internal static DateOnly? DayOf(Guid id) => id.Version == 7
        ? DateOnly.FromDateTime(DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(id.ToString("n").AsSpan(0, 12), NumberStyles.AllowHexSpecifier, null)).UtcDateTime)
        : null;

    internal bool Meets(ArchiveIndexEntry entry) =>
        (RequestId is null || entry.RequestId == RequestId)
        && (CorrelationId is null || entry.CorrelationId == CorrelationId)
        && (EntityType is null || entry.EntityType == EntityType)
        && (EntityId is null || entry.EntityId == EntityId)
        && (Status is null || entry.Status == Status);

    private static DateOnly Later(DateOnly? one, DateOnly other) => one > other ? one.Value : other;

    private static DateOnly Earlier(DateOnly? one, DateOnly other) => one < other ? one.Value : other;
}

/// <summary>An archived document that was found.</summary>
/// <param name="Key">The file that has it.</param>
/// <param name="Unit">Whose document it is.</param>
/// <param name="Entry">What the index says of it.</param>
/// <param name="ErasedAt">When its payloads were erased; null where they were not.</param>
public sealed record ArchivedEntry(string Key, ArchiveUnit Unit, ArchiveIndexEntry Entry, DateTimeOffset? ErasedAt);

/// <summary>A page of archived documents, newest day first.</summary>
/// <param name="Items">The documents.</param>
/// <param name="Files">How many files were looked into.</param>
/// <param name="Faults">Files that could not be looked into.</param>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record ArchivePage(IReadOnlyList<ArchivedEntry> Items, int Files, IReadOnlyList<ArchiveFault> Faults, ArchiveCursor? Next);

/// <summary>A place in a search: so many documents of the unit that follows a file.</summary>
/// <param name="After">The last file of the unit before; null where there is none.</param>
/// <param name="Skip">How many documents of the next unit were given already.</param>
public sealed record ArchiveCursor(ArchiveFilePlace? After, int Skip)
{
    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static ArchiveCursor? TryParse(string? text)
    {
        if (text?.Split('_', 2) is not [var skip, var after] || !int.TryParse(skip, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        var place = ArchiveFilePlace.TryParse(after);
        return place is null && after.Length > 0 ? null : new ArchiveCursor(place, number);
    }

    /// <summary>Opaque text for a URL.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Skip}_{After}");
}

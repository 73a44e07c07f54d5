using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Archives;

/// <summary>Which archive files there are and how far each is, beside the configuration. Every change says what it saw before, so that of two hubs that do the same one gives way.</summary>
/// <remarks>Every method throws <see cref="StoreUnavailableException"/> while the store cannot be used.</remarks>
public interface IArchiveFiles : IBodyKeeper
{
    /// <summary>Adds a file.</summary>
    /// <returns>False when the unit has such a part already, or another file has the key: nothing was changed.</returns>
    Task<bool> TryAddAsync(ArchiveFile file, CancellationToken cancellationToken);

    /// <summary>Changes a file, also its key. Forgets the long bodies of a key that is given up, and of a file that is removed.</summary>
    /// <param name="seen">The file as it was seen: key and state have to be the same still.</param>
    /// <param name="changed">How it is to stand; the same unit and part.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when it stands otherwise now: nothing was changed.</returns>
    Task<bool> TryChangeAsync(ArchiveFile seen, ArchiveFile changed, CancellationToken cancellationToken);

    /// <summary>Drops a file that came to nothing: one that is being written, and stands as it was seen.</summary>
    Task DropAsync(ArchiveFile seen, CancellationToken cancellationToken);

    /// <summary>The file with this key; null when there is none.</summary>
    Task<ArchiveFile?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>Files that meet the query, newest day first, within a day by class, system and part.</summary>
    Task<IReadOnlyList<ArchiveFile>> ListAsync(ArchiveFileQuery query, CancellationToken cancellationToken);

    /// <summary>Notes long bodies that the documents of a file refer to, which are then kept until it is removed; repeating it does nothing, nor does a key that no file has.</summary>
    Task KeepBodiesAsync(string key, IReadOnlyCollection<string> bodies, CancellationToken cancellationToken);
}

/// <summary>Which archive files; conditions that are null do not count.</summary>
public sealed record ArchiveFileQuery
{
    /// <summary>The longest list.</summary>
    public const int MaxLimit = 10_000;

    /// <summary>The class's code.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>The system's code.</summary>
    public string? SystemCode { get; init; }

    /// <summary>Of this day or later.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Of this day or earlier.</summary>
    public DateOnly? To { get; init; }

    /// <summary>In one of these states; empty for any.</summary>
    public IReadOnlyList<ArchiveState> States { get; init; } = [];

    /// <summary>The last file of the list before; null to begin.</summary>
    public ArchiveFilePlace? After { get; init; }

    /// <summary>The most files.</summary>
    public int Limit { get; init; } = MaxLimit;

    /// <summary>The files of one unit.</summary>
    public static ArchiveFileQuery Of(ArchiveUnit unit) => new() { RetentionClass = unit.RetentionClass, SystemCode = unit.SystemCode, From = unit.Day, To = unit.Day };
}

/// <summary>A file's place in lists.</summary>
public sealed record ArchiveFilePlace(DateOnly Day, string RetentionClass, string SystemCode, int Part)
{
    /// <summary>Where a file stands.</summary>
    public static ArchiveFilePlace Of(ArchiveFile file) => new(file.Unit.Day, file.Unit.RetentionClass, file.Unit.SystemCode, file.Part);

    /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
    public static ArchiveFilePlace? TryParse(string? text) =>
        text?.Split('~') is [var day, var retentionClass, var system, var part]
        && DateOnly.TryParseExact(day, "yyyyMMdd", null, System.Globalization.DateTimeStyles.None, out var date)
        && int.TryParse(part, System.Globalization.NumberStyles.None, null, out var number)
            ? new ArchiveFilePlace(date, retentionClass, system, number)
            : null;

    /// <summary>Opaque text for a URL.</summary>
    public override string ToString() => string.Create(null, $"{Day:yyyyMMdd}~{RetentionClass}~{SystemCode}~{Part}");
}

namespace ProKure.Integrations.Spool;

/// <summary>What waits in the spool, and what became of what went through it since the start.</summary>
/// <param name="Log">Writes to the log.</param>
/// <param name="Summaries">Summaries.</param>
/// <param name="Fault">Why the spool cannot be used; null when it can, as far as is known.</param>
public sealed record SpoolState(SpoolQueueState Log, SpoolQueueState Summaries, string? Fault)
{
    /// <summary>Bytes on disk.</summary>
    public long Bytes => Log.Bytes + Summaries.Bytes;

    /// <summary>Entries that wait.</summary>
    public long Count => Log.Count + Summaries.Count;

    /// <summary>When the oldest of them was spooled; null when none waits.</summary>
    public DateTimeOffset? OldestAt => Log.OldestAt is { } log && Summaries.OldestAt is { } summary
        ? (log < summary ? log : summary)
        : Log.OldestAt ?? Summaries.OldestAt;
}

/// <summary>One queue of the spool.</summary>
/// <param name="Count">Entries that wait.</param>
/// <param name="Bytes">Bytes on disk.</param>
/// <param name="OldestAt">When the oldest of them was spooled, or a little before; null when none waits.</param>
/// <param name="Spooled">Entries that were spooled since the start.</param>
/// <param name="Drained">Entries that the store took since the start.</param>
/// <param name="BodiesShed">Entries that lost their bodies since the start, for want of room.</param>
/// <param name="Lost">Entries that were lost since the start, for want of room or because their file was damaged.</param>
public sealed record SpoolQueueState(long Count, long Bytes, DateTimeOffset? OldestAt, long Spooled, long Drained, long BodiesShed, long Lost);

using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Analytics;

/// <summary>Where summaries and their roll-ups are kept. Derived from the log, and can be rebuilt from it.</summary>
public interface ISummaryStore
{
    /// <summary>
    /// Adds the summaries that are not there yet and counts just those in the minute roll-ups, all in one transaction;
    /// so a batch can be repeated without counting twice. A summary that stood as <see cref="LogStatus.Unknown"/> is replaced by one with a known end.
    /// </summary>
    /// <returns>How many were really added or replaced.</returns>
    Task<int> WriteAsync(IReadOnlyList<RequestSummary> summaries, CancellationToken cancellationToken);

    /// <summary>The summary of an attempt; null when there is none.</summary>
    Task<RequestSummary?> FindAsync(Guid requestId, CancellationToken cancellationToken);

    /// <summary>Roll-ups of the minutes from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), ordered by minute, system, endpoint, direction.</summary>
    Task<IReadOnlyList<MinuteMetrics>> GetMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>
    /// Counts the roll-ups of the minutes from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive) anew from the summaries, a bounded slice of
    /// them in each transaction; writes that come in between are counted once. A roll-up in which nothing is counted is as good as none.
    /// </summary>
    /// <returns>How many roll-ups (a minute of one endpoint and direction) were missing, wrong or superfluous and have been put right.</returns>
    Task<int> RecountAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

    /// <summary>
    /// Makes room ahead, where the store needs it, and removes summaries and roll-ups of the calendar months (UTC) that ended at or before
    /// <see cref="SummaryKeeping.KeepFrom"/>. Of such a month, summaries that are held or whose class lives longer stay, one by one. Can be repeated without harm.
    /// </summary>
    Task<SummaryUpkeep> MaintainAsync(SummaryKeeping keeping, CancellationToken cancellationToken);
}

/// <summary>Which summaries are kept.</summary>
/// <param name="KeepFrom">Those of the months that end after this.</param>
public sealed record SummaryKeeping(DateTimeOffset KeepFrom)
{
    /// <summary>By class with days of its own: those that began at or after this.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> KeepFromByClass { get; init; } = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
}

/// <summary>What an upkeep of the summaries did.</summary>
/// <param name="MadeAhead">Partitions made for the months to come; 0 in a store without partitions.</param>
/// <param name="Removed">
/// What was removed: partitions, summaries' and roll-ups' alike, in a store that drops whole ones; rows of both in a store that deletes them.
/// </param>
public sealed record SummaryUpkeep(int MadeAhead, long Removed);

/// <summary>What happened at one endpoint in one minute.</summary>
public sealed record MinuteMetrics
{
    /// <summary>The minute's beginning; attempts count in the minute in which they began.</summary>
    public required DateTimeOffset Minute { get; init; }

    /// <summary>The system's code.</summary>
    public required string SystemCode { get; init; }

    /// <summary>The endpoint's code.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>Which way.</summary>
    public required LogDirection Direction { get; init; }

    /// <summary>Attempts by how they ended; ends that did not occur are missing.</summary>
    public required IReadOnlyDictionary<LogStatus, long> Counts { get; init; }

    /// <summary>
    /// Durations by bucket of <see cref="LatencyHistogram"/>; <see cref="LatencyHistogram.BucketCount"/> long. Attempts whose end is unknown are not among
    /// them: nobody measured those.
    /// </summary>
    public required IReadOnlyList<long> Latency { get; init; }
}

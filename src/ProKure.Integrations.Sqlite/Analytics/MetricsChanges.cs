using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Analytics;

/// <summary>What a batch changes in the roll-ups, gathered first, so that each of the few roll-ups that it touches is read and written once.</summary>
internal sealed class MetricsChanges
{
    private readonly Dictionary<MetricsKey, MetricsCounts> _changes = [];

    /// <summary>What was gathered, by roll-up.</summary>
    public IReadOnlyDictionary<MetricsKey, MetricsCounts> Counts => _changes;

    public void Add(RequestSummary summary) => Add(CountedAttempt.Of(summary));

    public void Add(CountedAttempt attempt) => Count(attempt, 1);

    public void Remove(RequestSummary summary) => Count(CountedAttempt.Of(summary), -1);

    public void Apply(Connection connection)
    {
        foreach (var (key, change) in _changes)
        {
            var counts = MetricsRows.Find(connection, key);
            counts.Add(change);
            MetricsRows.Put(connection, key, counts);
        }
    }

    private void Count(CountedAttempt attempt, int by)
    {
        if (!_changes.TryGetValue(attempt.Key, out var counts))
            _changes.Add(attempt.Key, counts = new MetricsCounts());
        counts.Outcomes[(int)attempt.Status] += by;

        // Nobody measured how long an attempt took whose end is unknown.
        if (attempt.Status != LogStatus.Unknown)
            counts.Latency[LatencyHistogram.BucketOf(attempt.DurationMs)] += by;
    }
}

/// <summary>What of a summary the roll-ups count.</summary>
internal readonly record struct CountedAttempt(MetricsKey Key, LogStatus Status, double DurationMs)
{
    public static CountedAttempt Of(RequestSummary summary) => new(
        new MetricsKey(MetricsKey.MinuteOf(summary.StartedAt.ToUnixTimeMilliseconds()), summary.SystemCode, summary.EndpointCode, summary.Direction),
        summary.Status,
        summary.DurationMs);
}

/// <summary>Names a roll-up; the minute is its beginning, in milliseconds since 1970 UTC.</summary>
internal readonly record struct MetricsKey(long Minute, string SystemCode, string EndpointCode, LogDirection Direction)
{
    public const long MillisecondsInMinute = 60_000;

    /// <summary>The beginning of the minute in which an instant lies; both in milliseconds since 1970 UTC.</summary>
    public static long MinuteOf(long instant) => instant - (((instant % MillisecondsInMinute) + MillisecondsInMinute) % MillisecondsInMinute);
}

/// <summary>A roll-up's counts, or what is to be added to them.</summary>
internal sealed class MetricsCounts
{
    /// <summary>By the number of the <see cref="LogStatus"/>.</summary>
    public long[] Outcomes { get; } = new long[Enum.GetValues<LogStatus>().Length];

    public long[] Latency { get; } = new long[LatencyHistogram.BucketCount];

    /// <summary>Whether nothing is counted.</summary>
    public bool IsEmpty => Array.TrueForAll(Outcomes, count => count == 0) && Array.TrueForAll(Latency, count => count == 0);

    public bool IsSameAs(MetricsCounts other) => Outcomes.AsSpan().SequenceEqual(other.Outcomes) && Latency.AsSpan().SequenceEqual(other.Latency);

    public void Add(MetricsCounts other)
    {
        for (var i = 0; i < Outcomes.Length; i++)
            Outcomes[i] += other.Outcomes[i];
        for (var i = 0; i < Latency.Length; i++)
            Latency[i] += other.Latency[i];
    }
}

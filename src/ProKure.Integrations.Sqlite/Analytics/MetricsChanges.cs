using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Analytics;

/// <summary>What a batch changes in the roll-ups, gathered first, so that each of the few roll-ups that it touches is read and written once.</summary>
internal sealed class MetricsChanges
{
    private const long MillisecondsInMinute = 60_000;
    private readonly Dictionary<MetricsKey, MetricsCounts> _changes = [];

    public void Add(RequestSummary summary) => Count(summary, 1);

    public void Remove(RequestSummary summary) => Count(summary, -1);

    public void Apply(Connection connection)
    {
        foreach (var (key, change) in _changes)
        {
            var counts = MetricsRows.Find(connection, key);
            counts.Add(change);
            MetricsRows.Put(connection, key, counts);
        }
    }

    private void Count(RequestSummary summary, int by)
    {
        var started = summary.StartedAt.ToUnixTimeMilliseconds();
        var minute = started - (((started % MillisecondsInMinute) + MillisecondsInMinute) % MillisecondsInMinute);
        var key = new MetricsKey(minute, summary.SystemCode, summary.EndpointCode, summary.Direction);
        if (!_changes.TryGetValue(key, out var counts))
            _changes.Add(key, counts = new MetricsCounts());
        counts.Outcomes[(int)summary.Status] += by;

        // Nobody measured how long an attempt took whose end is unknown.
        if (summary.Status != LogStatus.Unknown)
            counts.Latency[LatencyHistogram.BucketOf(summary.DurationMs)] += by;
    }
}

/// <summary>Names a roll-up; the minute is its beginning, in milliseconds since 1970 UTC.</summary>
internal readonly record struct MetricsKey(long Minute, string SystemCode, string EndpointCode, LogDirection Direction);

/// <summary>A roll-up's counts, or what is to be added to them.</summary>
internal sealed class MetricsCounts
{
    /// <summary>By the number of the <see cref="LogStatus"/>.</summary>
    public long[] Outcomes { get; } = new long[Enum.GetValues<LogStatus>().Length];

    public long[] Latency { get; } = new long[LatencyHistogram.BucketCount];

    public void Add(MetricsCounts other)
    {
        for (var i = 0; i < Outcomes.Length; i++)
            Outcomes[i] += other.Outcomes[i];
        for (var i = 0; i < Latency.Length; i++)
            Latency[i] += other.Latency[i];
    }
}

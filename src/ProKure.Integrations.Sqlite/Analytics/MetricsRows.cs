using System.Buffers.Binary;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Analytics;

/// <summary>Minute roll-ups as rows.</summary>
internal static class MetricsRows
{
    private const string Counts = "success_count, failed_count, timeout_count, cancelled_count, unknown_count, latency";

    private const string SelectOne = $"""
        SELECT {Counts} FROM request_metrics_minute WHERE minute = ? AND system_code = ? AND endpoint_code = ? AND direction = ?
        """;

    private const string SelectRange = $"""
        SELECT minute, system_code, endpoint_code, direction, {Counts} FROM request_metrics_minute WHERE minute >= ? AND minute < ?
        ORDER BY minute, system_code, endpoint_code, direction
        """;

    private const string Replace = $"""
        INSERT OR REPLACE INTO request_metrics_minute (minute, system_code, endpoint_code, direction, {Counts}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string DeleteOne = "DELETE FROM request_metrics_minute WHERE minute = ? AND system_code = ? AND endpoint_code = ? AND direction = ?";

    // The order of the count columns. A pending attempt has no summary.
    private static readonly LogStatus[] Ends = [LogStatus.Success, LogStatus.Failed, LogStatus.Timeout, LogStatus.Cancelled, LogStatus.Unknown];

    /// <summary>The roll-up's counts; zeros when there is none.</summary>
    public static MetricsCounts Find(Connection connection, MetricsKey key)
    {
        using var row = connection.Prepare(SelectOne);
        BindKey(row, key);
        return row.Step() ? ReadCounts(row) : new MetricsCounts();
    }

    public static void Put(Connection connection, MetricsKey key, MetricsCounts counts)
    {
        var statement = connection.Prepare(Replace);
        BindKey(statement, key);
        foreach (var end in Ends)
            statement.Bind(counts.Outcomes[(int)end]);
        Span<byte> latency = stackalloc byte[LatencyHistogram.BucketCount * sizeof(long)];
        for (var bucket = 0; bucket < LatencyHistogram.BucketCount; bucket++)
            BinaryPrimitives.WriteInt64BigEndian(latency[(bucket * sizeof(long))..], counts.Latency[bucket]);
        statement.BindBlob(latency).Execute();
    }

    public static void Delete(Connection connection, MetricsKey key)
    {
        var statement = connection.Prepare(DeleteOne);
        BindKey(statement, key);
        statement.Execute();
    }

    /// <summary>The roll-ups of a span, in milliseconds since 1970 UTC.</summary>
    public static Dictionary<MetricsKey, MetricsCounts> ReadCounts(Connection connection, long from, long to)
    {
        using var rows = connection.Prepare(SelectRange).Bind(from).Bind(to);
        var counts = new Dictionary<MetricsKey, MetricsCounts>();
        while (rows.Step())
            counts.Add(new MetricsKey(rows.ReadInt64(), rows.ReadText(), rows.ReadText(), rows.ReadName<LogDirection>()), ReadCounts(rows));
        return counts;
    }

    public static IReadOnlyList<MinuteMetrics> Read(Connection connection, DateTimeOffset from, DateTimeOffset to)
    {
        using var rows = connection.Prepare(SelectRange).Bind(from).Bind(to);
        var minutes = new List<MinuteMetrics>();
        while (rows.Step())
            minutes.Add(ReadMinute(rows));
        return minutes;
    }

    private static MinuteMetrics ReadMinute(Statement row)
    {
        var (minute, systemCode, endpointCode, direction) = (row.ReadTime(), row.ReadText(), row.ReadText(), row.ReadName<LogDirection>());
        var counts = ReadCounts(row);
        return new MinuteMetrics
        {
            Minute = minute,
            SystemCode = systemCode,
            EndpointCode = endpointCode,
            Direction = direction,
            Counts = Ends.Where(end => counts.Outcomes[(int)end] > 0).ToDictionary(end => end, end => counts.Outcomes[(int)end]),
            Latency = counts.Latency,
        };
    }

    private static MetricsCounts ReadCounts(Statement row)
    {
        var counts = new MetricsCounts();
        foreach (var end in Ends)
            counts.Outcomes[(int)end] = row.ReadInt64();
        var latency = row.ReadBytes();
        for (var bucket = 0; bucket < LatencyHistogram.BucketCount; bucket++)
            counts.Latency[bucket] = BinaryPrimitives.ReadInt64BigEndian(latency[(bucket * sizeof(long))..]);
        return counts;
    }

    private static void BindKey(Statement statement, MetricsKey key) =>
        statement.Bind(key.Minute).Bind(key.SystemCode).Bind(key.EndpointCode).Bind(key.Direction);
}

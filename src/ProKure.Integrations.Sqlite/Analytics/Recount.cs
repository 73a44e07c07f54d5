using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Analytics;

/// <summary>Counts roll-ups anew from their summaries and puts right those that differ.</summary>
internal static class Recount
{
    /// <summary>What one transaction counts; summaries of an hour are read in moments, also on a busy hub.</summary>
    private const long SliceMilliseconds = 60 * MetricsKey.MillisecondsInMinute;

    private const string FirstSummary = "SELECT started_at FROM request_summary WHERE started_at >= ? ORDER BY started_at LIMIT 1";

    private const string FirstMinute = "SELECT minute FROM request_metrics_minute WHERE minute >= ? ORDER BY minute LIMIT 1";

    /// <summary>
    /// Puts right the first slice of <paramref name="from"/> to <paramref name="to"/> (milliseconds since 1970, whole minutes) that has anything in it.
    /// </summary>
    /// <returns>How many roll-ups differed, and where the slice ended: at <paramref name="to"/> when nothing is left.</returns>
    public static (int Differed, long End) RunSlice(Connection connection, long from, long to)
    {
        var first = Math.Min(MetricsKey.MinuteOf(FindFirst(connection, FirstSummary, from)), FindFirst(connection, FirstMinute, from));
        if (first >= to)
            return (0, to);

        var end = to - first > SliceMilliseconds ? first + SliceMilliseconds : to;
        return (PutRight(connection, first, end), end);
    }

    private static int PutRight(Connection connection, long from, long to)
    {
        var expected = new MetricsChanges();
        foreach (var summary in SummaryRows.ReadCounted(connection, from, to))
            expected.Add(summary);
        var actual = MetricsRows.ReadCounts(connection, from, to);

        var differed = 0;
        foreach (var (key, counts) in expected.Counts)
        {
            if (actual.Remove(key, out var found) && found.IsSameAs(counts))
                continue;
            MetricsRows.Put(connection, key, counts);
            differed++;
        }

        foreach (var (key, counts) in actual)
        {
            MetricsRows.Delete(connection, key);
            if (!counts.IsEmpty)
                differed++;
        }

        return differed;
    }

    private static long FindFirst(Connection connection, string sql, long from)
    {
        using var row = connection.Prepare(sql).Bind(from);
        return row.Step() ? row.ReadInt64() : long.MaxValue;
    }
}

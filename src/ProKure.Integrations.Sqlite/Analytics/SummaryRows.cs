using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Analytics;

/// <summary>Summaries as rows.</summary>
internal static class SummaryRows
{
    private const string Insert = $"""
        INSERT INTO request_summary ({RequestSummaryColumns.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (request_id) DO NOTHING
        """;

    private const string Replace = $"""
        INSERT OR REPLACE INTO request_summary ({RequestSummaryColumns.Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string Select = $"SELECT {RequestSummaryColumns.Columns} FROM request_summary WHERE request_id = ?";

    internal const string SelectCounted = """
        SELECT started_at, system_code, endpoint_code, direction, status, duration_ms FROM request_summary INDEXED BY request_summary_started
        WHERE started_at >= ? AND started_at < ?
        """;

    /// <summary>Adds the summary, or puts it in the place of one whose end was unknown; notes what that changes in the roll-ups.</summary>
    /// <returns>False when it was there already.</returns>
    public static bool Write(Connection connection, RequestSummary summary, MetricsChanges changes)
    {
        if (summary.Status == LogStatus.Pending)
            throw new ArgumentException($"Attempt {summary.RequestId} is pending and has no summary.", nameof(summary));

        if (Put(connection, Insert, summary) == 0)
        {
            if (summary.Status == LogStatus.Unknown || Find(connection, summary.RequestId) is not { Status: LogStatus.Unknown } unknown)
                return false;
            changes.Remove(unknown);
            Put(connection, Replace, summary with { LegalHold = summary.LegalHold || unknown.LegalHold });
        }

        changes.Add(summary);
        return true;
    }

    public static RequestSummary? Find(Connection connection, Guid requestId)
    {
        using var row = connection.Prepare(Select).Bind(requestId);
        return row.Step() ? RequestSummaryColumns.Read(row) : null;
    }

    /// <summary>What the roll-ups count of the attempts that began in a span, in milliseconds since 1970 UTC.</summary>
    public static IEnumerable<CountedAttempt> ReadCounted(Connection connection, long from, long to)
    {
        using var rows = connection.Prepare(SelectCounted).Bind(from).Bind(to);
        while (rows.Step())
        {
            var key = new MetricsKey(MetricsKey.MinuteOf(rows.ReadInt64()), rows.ReadText(), rows.ReadText(), rows.ReadName<LogDirection>());
            yield return new CountedAttempt(key, rows.ReadName<LogStatus>(), rows.ReadDouble());
        }
    }

    private static int Put(Connection connection, string sql, RequestSummary summary) => connection.Prepare(sql)
        .Bind(summary.RequestId).Bind(summary.CorrelationId).Bind(summary.ParentRequestId).Bind(summary.SystemCode).Bind(summary.EndpointCode)
        .Bind(summary.Direction).Bind(summary.HttpMethod).Bind(summary.Status).Bind(summary.ResponseStatus).Bind(summary.StartedAt)
        .Bind(summary.DurationMs).Bind(summary.RequestBytes).Bind(summary.ResponseBytes).Bind(summary.AttemptNumber)
        .Bind(summary.EntityType).Bind(summary.EntityId).Bind(summary.Organization).Bind(summary.ErrorType).Bind(summary.ErrorFingerprint)
        .Bind(summary.RetentionClass).Bind(summary.LegalHold)
        .Execute();
}

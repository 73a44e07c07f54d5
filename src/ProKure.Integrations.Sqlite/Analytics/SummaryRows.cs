using ProKure.Integrations.Analytics;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Analytics;

/// <summary>Summaries as rows.</summary>
internal static class SummaryRows
{
    private const string Columns = """
        request_id, correlation_id, parent_request_id, system_code, endpoint_code, direction, http_method, status, response_status, started_at, duration_ms,
        request_bytes, response_bytes, attempt_number, entity_type, entity_id, organization, error_type, error_fingerprint, retention_class, legal_hold
        """;

    private const string Insert = $"""
        INSERT INTO request_summary ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (request_id) DO NOTHING
        """;

    private const string Replace = $"""
        INSERT OR REPLACE INTO request_summary ({Columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string Select = $"SELECT {Columns} FROM request_summary WHERE request_id = ?";

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
        return row.Step() ? Read(row) : null;
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

    private static RequestSummary Read(Statement row) => new()
    {
        RequestId = row.ReadGuid(),
        CorrelationId = row.ReadText(),
        ParentRequestId = row.ReadGuidOrNull(),
        SystemCode = row.ReadText(),
        EndpointCode = row.ReadText(),
        Direction = row.ReadName<LogDirection>(),
        HttpMethod = row.ReadTextOrNull(),
        Status = row.ReadName<LogStatus>(),
        ResponseStatus = row.ReadInt32OrNull(),
        StartedAt = row.ReadTime(),
        DurationMs = row.ReadDouble(),
        RequestBytes = row.ReadInt64(),
        ResponseBytes = row.ReadInt64OrNull(),
        AttemptNumber = row.ReadInt32(),
        EntityType = row.ReadTextOrNull(),
        EntityId = row.ReadTextOrNull(),
        Organization = row.ReadTextOrNull(),
        ErrorType = row.ReadNameOrNull<ErrorType>(),
        ErrorFingerprint = row.ReadTextOrNull(),
        RetentionClass = row.ReadTextOrNull(),
        LegalHold = row.ReadBoolean(),
    };
}

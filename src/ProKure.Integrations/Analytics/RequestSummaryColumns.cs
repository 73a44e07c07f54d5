using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Analytics;

/// <summary>A summary as a row, the same in every database.</summary>
public static class RequestSummaryColumns
{
    /// <summary>The columns, in the order in which they are read.</summary>
    public const string Columns = """
        request_id, correlation_id, parent_request_id, system_code, endpoint_code, direction, http_method, status, response_status, started_at, duration_ms,
        request_bytes, response_bytes, attempt_number, entity_type, entity_id, organization, error_type, error_fingerprint, retention_class, legal_hold
        """;

    /// <summary>Reads them.</summary>
    public static RequestSummary Read(IRowReader row) => new()
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

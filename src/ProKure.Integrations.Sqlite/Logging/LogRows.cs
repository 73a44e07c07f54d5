using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Logging;

/// <summary>Reads log documents back; the columns stand in the order in which they are read.</summary>
internal static class LogRows
{
    /// <summary>The columns of an entry, as <see cref="ReadEntry"/> expects them.</summary>
    public const string EntryColumns = """
        request_id, correlation_id, parent_request_id, delivery_id, system_code, endpoint_code, direction, status, is_success, http_method, request_url,
        response_status, started_at, completed_at, duration_ms, timings,
        error_type, error_phase, error_side, error_code, error_fingerprint, error_message, error_stack_trace,
        attempt_number, max_attempts, next_retry_at, retry_reason,
        entity_type, entity_id, operation_type, organization, context_keys, user_id, triggered_by,
        request_bytes, response_bytes, redacted_fields, retention_class, expires_at, legal_hold, archive_key, restored_at, erased_at, schema_version, config_version, instance_id, created_at,
        original IS NOT NULL
        """;

    private const string PayloadColumns = "body_format, is_truncated, headers, body, reference_store, reference_key, reference_bytes, reference_sha256";

    private const string FindRequest = $"SELECT {PayloadColumns} FROM log_request WHERE log_id = ?";

    private const string FindResponse = $"SELECT {PayloadColumns} FROM log_response WHERE log_id = ?";

    /// <summary>Reads an entry from the row's next columns.</summary>
    public static LogEntry ReadEntry(Statement row) => new()
    {
        RequestId = row.ReadGuid(),
        CorrelationId = row.ReadText(),
        ParentRequestId = row.ReadGuidOrNull(),
        DeliveryId = row.ReadGuidOrNull(),
        SystemCode = row.ReadText(),
        EndpointCode = row.ReadText(),
        Direction = row.ReadName<LogDirection>(),
        Status = row.ReadName<LogStatus>(),
        IsSuccess = row.ReadBooleanOrNull(),
        HttpMethod = row.ReadTextOrNull(),
        RequestUrl = row.ReadTextOrNull(),
        ResponseStatus = row.ReadInt32OrNull(),
        StartedAt = row.ReadTime(),
        CompletedAt = row.ReadTimeOrNull(),
        DurationMs = row.ReadDoubleOrNull(),
        Timings = LogJson.ReadTimings(row),
        Error = ReadError(row),
        Retry = new LogRetry
        {
            AttemptNumber = row.ReadInt32(),
            MaxAttempts = row.ReadInt32(),
            NextRetryAt = row.ReadTimeOrNull(),
            Reason = row.ReadTextOrNull(),
        },
        Context = row.ReadContext(),
        Actor = new LogActor(row.ReadTextOrNull(), row.ReadName<TriggeredBy>()),
        RequestBytes = row.ReadInt64(),
        ResponseBytes = row.ReadInt64OrNull(),
        RedactedFields = LogJson.ReadNames(row),
        RetentionClass = row.ReadTextOrNull(),
        ExpiresAt = row.ReadTimeOrNull(),
        LegalHold = row.ReadBoolean(),
        ArchiveKey = row.ReadTextOrNull(),
        RestoredAt = row.ReadTimeOrNull(),
        ErasedAt = row.ReadTimeOrNull(),
        SchemaVersion = row.ReadInt32(),
        ConfigVersion = row.ReadInt32(),
        InstanceId = row.ReadText(),
        CreatedAt = row.ReadTime(),
        HasOriginal = row.ReadBoolean(),
    };

    /// <summary>Reads the whole document of a row that begins with <c>log_id</c> and goes on with <see cref="EntryColumns"/>.</summary>
    public static LogDocument ReadDocument(Connection connection, Statement row)
    {
        var logId = row.ReadInt64();
        return new LogDocument(ReadEntry(row), FindPayload(connection, FindRequest, logId), FindPayload(connection, FindResponse, logId));
    }

    private static LogError? ReadError(Statement row)
    {
        var (type, phase, side) = (row.ReadNameOrNull<ErrorType>(), row.ReadNameOrNull<ErrorPhase>(), row.ReadNameOrNull<ErrorSide>());
        var (code, fingerprint) = (row.ReadTextOrNull(), row.ReadTextOrNull());
        var (message, stackTrace) = (row.ReadTextOrNull(), row.ReadTextOrNull());
        if (type is null)
            return null;

        return new LogError
        {
            Type = type.Value,
            Phase = phase.GetValueOrDefault(),
            Side = side.GetValueOrDefault(),
            Code = code,
            Fingerprint = fingerprint ?? "",
            Message = message ?? "",
            StackTrace = stackTrace,
        };
    }

    private static CapturedPayload? FindPayload(Connection connection, string sql, long logId)
    {
        using var row = connection.Prepare(sql).Bind(logId);
        if (!row.Step())
            return null;

        return new CapturedPayload
        {
            Format = row.ReadName<BodyFormat>(),
            IsTruncated = row.ReadBoolean(),
            Headers = LogJson.ReadHeaders(row),
            Body = row.ReadNull() ? default : row.ReadBytes().ToArray(),
            Reference = row.ReadTextOrNull() is { } store ? new BodyReference(store, row.ReadText(), row.ReadInt64(), row.ReadText()) : null,
        };
    }
}

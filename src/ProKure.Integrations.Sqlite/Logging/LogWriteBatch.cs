using Microsoft.Data.Sqlite;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Logging;

/// <summary>
/// Carries out log writes on the writer's connection. The values of each statement are bound in the order of its columns: SQL and binding stand side by side.
/// </summary>
internal static class LogWriteBatch
{
    private const string InsertEntry = """
        INSERT INTO integration_log (
            request_id, correlation_id, parent_request_id, delivery_id, system_code, endpoint_code, direction, http_method, request_url, request_bytes,
            started_at, created_at, entity_type, entity_id, operation_type, organization, context_keys, user_id, triggered_by,
            retention_class, expires_at, legal_hold, archive_key, restored_at, schema_version, config_version, instance_id,
            status, is_success, response_status, response_bytes, completed_at, duration_ms, timings,
            error_type, error_phase, error_side, error_code, error_fingerprint, error_message, error_stack_trace,
            attempt_number, max_attempts, next_retry_at, retry_reason, redacted_fields, erased_at, original)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (request_id) DO NOTHING
        """;

    // What changes is no longer what an archive file holds.
    private const string CompleteEntry = """
        UPDATE integration_log SET
            status = ?, is_success = ?, response_status = ?, response_bytes = ?, completed_at = ?, duration_ms = ?, timings = ?,
            error_type = ?, error_phase = ?, error_side = ?, error_code = ?, error_fingerprint = ?, error_message = ?, error_stack_trace = ?,
            attempt_number = ?, max_attempts = ?, next_retry_at = ?, retry_reason = ?, redacted_fields = ?, erased_at = ?, archive_key = NULL
        WHERE log_id = ?
        """;

    private const string PutOriginal = "UPDATE integration_log SET original = ? WHERE log_id = ?";

    private const string FindOpenEntry = "SELECT log_id FROM integration_log WHERE request_id = ? AND status IN ('PENDING', 'UNKNOWN')";

    internal const string FindPending = $"""
        SELECT log_id, {LogRows.EntryColumns} FROM integration_log INDEXED BY integration_log_status
        WHERE status = 'PENDING' AND status <> 'SUCCESS' AND (started_at, request_id) > (?, ?) ORDER BY started_at, request_id LIMIT ?
        """;

    private const string PutRequest = """
        INSERT OR REPLACE INTO log_request (
            log_id, body_format, is_truncated, headers, body, reference_store, reference_key, reference_bytes, reference_sha256)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    private const string PutResponse = """
        INSERT OR REPLACE INTO log_response (
            log_id, body_format, is_truncated, headers, body, reference_store, reference_key, reference_bytes, reference_sha256)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;

    /// <summary>Carries out all writes; the first that is refused ends it.</summary>
    /// <exception cref="SqliteException">SQLite refuses a value, or cannot write.</exception>
    public static void Write(Connection connection, IReadOnlyList<LogWrite> writes)
    {
        for (var index = 0; index < writes.Count; index++)
            Write(connection, writes[index]);
    }

    /// <summary>Carries out all writes that are not refused, each by itself.</summary>
    public static IReadOnlyList<LogWriteRefusal> WriteEach(Connection connection, IReadOnlyList<LogWrite> writes)
    {
        var refusals = new List<LogWriteRefusal>();
        for (var index = 0; index < writes.Count; index++)
        {
            var write = writes[index];
            try
            {
                connection.InSavepoint(part =>
                {
                    Write(part, write);
                    return true;
                });
            }
            catch (Exception fault) when (IsRefusal(fault))
            {
                refusals.Add(new LogWriteRefusal(index, fault.Message));
            }
        }

        return refusals;
    }

    /// <summary>
    /// Looks at up to <paramref name="limit"/> pending documents that began after <paramref name="after"/>, and marks those made before the time given and owned by none
    /// of the instances.
    /// </summary>
    /// <returns>The marked entries, and the last document that was looked at; null when there are no more.</returns>
    public static (IReadOnlyList<LogEntry> Marked, LogCursor? Last) MarkLost(
        Connection connection, LogCursor after, int limit, IReadOnlySet<string> liveInstances, DateTimeOffset createdBefore, DateTimeOffset now)
    {
        var pending = FindPendingAfter(connection, after, limit);
        var marked = new List<LogEntry>();
        foreach (var (logId, entry) in pending)
        {
            if (liveInstances.Contains(entry.InstanceId) || entry.CreatedAt >= createdBefore)
                continue;
            var lost = LostAttempt.Of(entry, now);
            var statement = connection.Prepare(CompleteEntry);
            BindOutcome(statement, lost);
            statement.Bind(logId).Execute();
            marked.Add(lost);
        }

        return (marked, pending.Count < limit ? null : new LogCursor(pending[^1].Entry.StartedAt, pending[^1].Entry.RequestId));
    }

    /// <summary>Puts down what was found out later.</summary>
    public static int NoteFinding(Connection connection, Guid requestId, string reason, DateTimeOffset? nextRetryAt) =>
        connection.Prepare("UPDATE integration_log SET retry_reason = ?, next_retry_at = ?, archive_key = NULL WHERE request_id = ?").Bind(reason).Bind(nextRetryAt).Bind(requestId).Execute();

    /// <summary>Takes the originals out of the documents that have one.</summary>
    public static int RemoveOriginals(Connection connection, IReadOnlyCollection<Guid> requestIds) => requestIds.Sum(
        requestId => connection.Prepare("UPDATE integration_log SET original = NULL WHERE request_id = ? AND original IS NOT NULL").Bind(requestId).Execute());

    /// <summary>Whether the document is at fault: SQLite refuses a value, or it cannot be encoded.</summary>
    public static bool IsRefusal(Exception fault) => fault is ArgumentException || (fault is SqliteException sqlite && StoreFault.IsRefusal(sqlite));

    private static void Write(Connection connection, LogWrite write)
    {
        if (write.Kind == LogWriteKind.Insert)
            Insert(connection, write.Document);
        else
            Complete(connection, write.Document);
    }

    private static void Insert(Connection connection, LogDocument document)
    {
        var entry = document.Entry;
        var statement = connection.Prepare(InsertEntry);
        BindOrigin(statement, entry);
        BindOutcome(statement, entry);
        BindOriginal(statement, document);
        if (statement.Execute() == 0)
            return;

        var logId = connection.LastRowId;
        if (document.Request is { } request)
            Put(connection, PutRequest, logId, request);
        if (document.Response is { } response)
            Put(connection, PutResponse, logId, response);
    }

    private static void Complete(Connection connection, LogDocument document)
    {
        if (document.Entry.Status == LogStatus.Pending)
            throw new ArgumentException("A completion must say how the attempt ended; its status is PENDING.", nameof(document));

        if (FindOpen(connection, document.Entry.RequestId) is not { } logId)
        {
            // Either it is complete already, which the insert leaves alone, or its insert was lost.
            Insert(connection, document);
            return;
        }

        var statement = connection.Prepare(CompleteEntry);
        BindOutcome(statement, document.Entry);
        statement.Bind(logId).Execute();
        if (document.Request is { IsLate: true } request)
            Put(connection, PutRequest, logId, request);
        if (document.Response is { } response)
            Put(connection, PutResponse, logId, response);
        if (document.Original is not null)
            BindOriginal(connection.Prepare(PutOriginal), document).Bind(logId).Execute();
    }

    private static List<(long LogId, LogEntry Entry)> FindPendingAfter(Connection connection, LogCursor after, int limit)
    {
        using var rows = connection.Prepare(FindPending).Bind(after.StartedAt).Bind(after.RequestId).Bind(limit);
        var pending = new List<(long, LogEntry)>();
        while (rows.Step())
            pending.Add((rows.ReadInt64(), LogRows.ReadEntry(rows)));
        return pending;
    }

    private static long? FindOpen(Connection connection, Guid requestId)
    {
        using var found = connection.Prepare(FindOpenEntry).Bind(requestId);
        return found.Step() ? found.ReadInt64() : null;
    }

    private static Statement BindOriginal(Statement statement, LogDocument document) =>
        document.Original is { IsEmpty: false } original ? statement.BindBlob(original.Span) : statement.BindNull();

    private static void BindOrigin(Statement statement, LogEntry entry) =>
        statement.Bind(entry.RequestId).Bind(entry.CorrelationId).Bind(entry.ParentRequestId).Bind(entry.DeliveryId).Bind(entry.SystemCode).Bind(entry.EndpointCode)
            .Bind(entry.Direction).Bind(entry.HttpMethod).Bind(entry.RequestUrl).Bind(entry.RequestBytes)
            .Bind(entry.StartedAt).Bind(entry.CreatedAt).Bind(entry.Context)
            .Bind(entry.Actor.UserId).Bind(entry.Actor.TriggeredBy)
            .Bind(entry.RetentionClass).Bind(entry.ExpiresAt).Bind(entry.LegalHold).Bind(entry.ArchiveKey).Bind(entry.RestoredAt)
            .Bind(entry.SchemaVersion).Bind(entry.ConfigVersion)
            .Bind(entry.InstanceId);

    private static void BindOutcome(Statement statement, LogEntry entry)
    {
        statement.Bind(entry.Status).Bind(entry.IsSuccess).Bind(entry.ResponseStatus).Bind(entry.ResponseBytes)
            .Bind(entry.CompletedAt).Bind(entry.DurationMs);
        LogJson.Bind(statement, entry.Timings);
        statement.Bind(entry.Error?.Type).Bind(entry.Error?.Phase).Bind(entry.Error?.Side).Bind(entry.Error?.Code).Bind(entry.Error?.Fingerprint)
            .Bind(entry.Error?.Message).Bind(entry.Error?.StackTrace)
            .Bind(entry.Retry.AttemptNumber).Bind(entry.Retry.MaxAttempts).Bind(entry.Retry.NextRetryAt).Bind(entry.Retry.Reason);
        LogJson.Bind(statement, entry.RedactedFields);
        statement.Bind(entry.ErasedAt);
    }

    private static void Put(Connection connection, string sql, long logId, CapturedPayload payload)
    {
        var statement = connection.Prepare(sql).Bind(logId).Bind(payload.Format).Bind(payload.IsTruncated);
        LogJson.Bind(statement, payload.Headers);
        if (payload.Body.IsEmpty)
            statement.BindNull();
        else
            statement.BindUtf8(payload.Body.Span);
        if (payload.Reference is { } reference)
            statement.Bind(reference.Store).Bind(reference.Key).Bind(reference.Bytes).Bind(reference.Sha256);
        statement.Execute();
    }
}

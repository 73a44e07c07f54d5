using System.Text;
using MongoDB.Bson;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.MongoDb.Bson;

namespace ProKure.Integrations.MongoDb.Logging;

/// <summary>Reads log documents back. Null and absent are the same.</summary>
internal static class LogDocumentReader
{
    /// <summary>The document; bodies that are kept in the quarantine are empty.</summary>
    public static LogDocument Document(BsonDocument document) => new(Entry(document), Payload(document, "request"), Payload(document, "response"));

    public static LogEntry Entry(BsonDocument document) => new()
    {
        RequestId = Guid.Parse(document["_id"].AsString),
        CorrelationId = document["correlation_id"].AsString,
        ParentRequestId = Id(document, "parent_request_id"),
        DeliveryId = Id(document, "delivery_id"),
        SystemCode = document["system_code"].AsString,
        EndpointCode = document["endpoint_code"].AsString,
        Direction = WireName.Parse<LogDirection>(document["direction"].AsString),
        Status = WireName.Parse<LogStatus>(document["status"].AsString),
        IsSuccess = Value(document, "is_success")?.AsBoolean,
        HttpMethod = Text(document, "http_method"),
        RequestUrl = Text(document, "request_url"),
        ResponseStatus = Value(document, "response_status")?.ToInt32(),
        StartedAt = Time(document["started_at"]),
        CompletedAt = TimeOrNull(document, "completed_at"),
        DurationMs = Number(document, "duration_ms"),
        Timings = Section(document, "timings") is { } timings ? Timings(timings) : null,
        Error = Section(document, "error") is { } error ? Error(error) : null,
        Retry = Retry(document["retry_info"].AsBsonDocument),
        Context = Section(document, "context") is { } context ? Context(context) : LogContext.None,
        Actor = Actor(document["actor"].AsBsonDocument),
        RequestBytes = Value(document, "request_bytes")?.ToInt64() ?? 0,
        ResponseBytes = Value(document, "response_bytes")?.ToInt64(),
        RedactedFields = Value(document, "redacted_fields") is BsonArray names ? [.. names.Select(name => name.AsString)] : [],
        RetentionClass = Text(document, "retention_class"),
        ExpiresAt = TimeOrNull(document, "expires_at"),
        LegalHold = Value(document, "legal_hold")?.AsBoolean ?? false,
        ArchiveKey = Text(document, "archive_key"),
        RestoredAt = TimeOrNull(document, "restored_at"),
        ErasedAt = TimeOrNull(document, "erased_at"),
        SchemaVersion = document["schema_version"].ToInt32(),
        ConfigVersion = Value(document, "config_version")?.ToInt32() ?? 0,
        InstanceId = document["instance_id"].AsString,
        CreatedAt = Time(document["created_at"]),
        HasOriginal = Section(document, "original") is not null,
    };

    private static CapturedPayload? Payload(BsonDocument document, string side)
    {
        if (Text(document, $"{side}_body_format") is not { } written)
            return null;
        return new CapturedPayload
        {
            Headers = Value(document, $"{side}_headers") is BsonArray headers ? [.. headers.Select(Header)] : [],
            Body = Body(document, $"{side}_body", written),
            Format = BodyFormats.Read(written).Format,
            IsTruncated = Value(document, $"{side}_truncated")?.AsBoolean ?? false,
            Reference = Section(document, $"{side}_body_ref") is { } reference ? Reference(reference) : null,
        };
    }

    // A nested body may be null itself: only whether the field is there tells.
    private static ReadOnlyMemory<byte> Body(BsonDocument document, string name, string written)
    {
        if (!document.TryGetValue(name, out var body))
            return default;
        return written == WireName.Of(BodyFormat.Json) ? NestedBson.ToJson(body) : Encoding.UTF8.GetBytes(body.AsString);
    }

    private static CapturedHeader Header(BsonValue header) => new(header["name"].AsString, header["value"].AsString);

    private static BodyReference Reference(BsonDocument reference) =>
        new(reference["store"].AsString, reference["key"].AsString, reference["bytes"].ToInt64(), reference["sha256"].AsString);

    private static LogTimings Timings(BsonDocument timings) => new()
    {
        QueueMs = Number(timings, "queue_ms"),
        RateLimitMs = Number(timings, "rate_limit_ms"),
        TokenMs = Number(timings, "token_ms"),
        TransformMs = Number(timings, "transform_ms"),
        LogMs = Number(timings, "log_ms"),
        DnsMs = Number(timings, "dns_ms"),
        ConnectMs = Number(timings, "connect_ms"),
        TlsMs = Number(timings, "tls_ms"),
        FirstByteMs = Number(timings, "first_byte_ms"),
        BodyMs = Number(timings, "body_ms"),
    };

    private static LogError Error(BsonDocument error) => new()
    {
        Type = WireName.Parse<ErrorType>(error["type"].AsString),
        Phase = WireName.Parse<ErrorPhase>(error["phase"].AsString),
        Side = WireName.Parse<ErrorSide>(error["side"].AsString),
        Code = Text(error, "code"),
        Message = Text(error, "message") ?? "",
        StackTrace = Text(error, "stack_trace"),
        Fingerprint = Text(error, "fingerprint") ?? "",
    };

    private static LogRetry Retry(BsonDocument retry) => new()
    {
        AttemptNumber = retry["attempt_number"].ToInt32(),
        MaxAttempts = retry["max_attempts"].ToInt32(),
        NextRetryAt = TimeOrNull(retry, "next_retry_at"),
        Reason = Text(retry, "reason"),
    };

    private static LogActor Actor(BsonDocument actor) => new(Text(actor, "user_id"), WireName.Parse<TriggeredBy>(actor["triggered_by"].AsString));

    private static LogContext Context(BsonDocument context) => new()
    {
        EntityType = Text(context, "entity_type"),
        EntityId = Text(context, "entity_id"),
        OperationType = Text(context, "operation_type"),
        Organization = Text(context, "organization"),
        Keys = Value(context, "keys") switch
        {
            BsonDocument keys => keys.ToDictionary(key => key.Name, key => key.Value.AsString, StringComparer.Ordinal),
            BsonArray pairs => pairs.ToDictionary(pair => pair["name"].AsString, pair => pair["value"].AsString, StringComparer.Ordinal),
            _ => LogContext.None.Keys,
        },
    };

    private static BsonValue? Value(BsonDocument document, string name) =>
        document.TryGetValue(name, out var value) && !value.IsBsonNull ? value : null;

    private static BsonDocument? Section(BsonDocument document, string name) => Value(document, name) as BsonDocument;

    private static string? Text(BsonDocument document, string name) => Value(document, name)?.AsString;

    private static Guid? Id(BsonDocument document, string name) => Text(document, name) is { } text ? Guid.Parse(text) : null;

    private static double? Number(BsonDocument document, string name) => Value(document, name)?.ToDouble();

    private static DateTimeOffset? TimeOrNull(BsonDocument document, string name) => Value(document, name) is { } value ? Time(value) : null;

    private static DateTimeOffset Time(BsonValue value) => DateTimeOffset.FromUnixTimeMilliseconds(value.AsBsonDateTime.MillisecondsSinceEpoch);
}

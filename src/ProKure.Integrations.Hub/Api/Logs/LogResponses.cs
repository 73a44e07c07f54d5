using System.Text;
using System.Text.Json;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api.Logs;

/// <summary>Shows log documents in the field names of the log.</summary>
internal static class LogResponses
{
    public static LogEntryResponse Entry(LogEntry entry) => new()
    {
        RequestId = entry.RequestId,
        CorrelationId = entry.CorrelationId,
        ParentRequestId = entry.ParentRequestId,
        DeliveryId = entry.DeliveryId,
        SystemCode = entry.SystemCode,
        EndpointCode = entry.EndpointCode,
        Direction = entry.Direction,
        Status = entry.Status,
        IsSuccess = entry.IsSuccess,
        HttpMethod = entry.HttpMethod,
        RequestUrl = entry.RequestUrl,
        ResponseStatus = entry.ResponseStatus,
        StartedAt = entry.StartedAt,
        CompletedAt = entry.CompletedAt,
        DurationMs = entry.DurationMs,
        Timings = Timings(entry.Timings),
        Error = Error(entry.Error),
        RetryInfo = Retry(entry.Retry),
        Context = Context(entry.Context),
        Actor = new LogActorBody(entry.Actor.UserId, entry.Actor.TriggeredBy),
        RequestBytes = entry.RequestBytes,
        ResponseBytes = entry.ResponseBytes,
        RedactedFields = entry.RedactedFields,
        RetentionClass = entry.RetentionClass,
        ExpiresAt = entry.ExpiresAt,
        LegalHold = entry.LegalHold,
        ArchiveKey = entry.ArchiveKey,
        RestoredAt = entry.RestoredAt,
        ErasedAt = entry.ErasedAt,
        SchemaVersion = entry.SchemaVersion,
        ConfigVersion = entry.ConfigVersion,
        InstanceId = entry.InstanceId,
        CreatedAt = entry.CreatedAt,
    };

    public static LogDocumentResponse Document(LogDocument document)
    {
        var (request, response) = (document.Request ?? Nothing, document.Response ?? Nothing);
        return new LogDocumentResponse(Entry(document.Entry))
        {
            RequestHeaders = Headers(request),
            RequestBody = Body(request),
            RequestBodyFormat = request.Format,
            RequestTruncated = request.IsTruncated,
            RequestBodyRef = Reference(request),
            ResponseHeaders = Headers(response),
            ResponseBody = Body(response),
            ResponseBodyFormat = response.Format,
            ResponseTruncated = response.IsTruncated,
            ResponseBodyRef = Reference(response),
        };
    }

    private static readonly CapturedPayload Nothing = new();

    private static List<HeaderBody> Headers(CapturedPayload payload) => [.. payload.Headers.Select(header => new HeaderBody(header.Name, header.Value))];

    private static RawJson Body(CapturedPayload payload) => payload.Format switch
    {
        BodyFormat.None or BodyFormat.NotCaptured => default,
        BodyFormat.Json => new RawJson(payload.Body),
        _ => new RawJson(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(payload.Body.Span)}\"")),
    };

    private static BodyReferenceBody? Reference(CapturedPayload payload) =>
        payload.Reference is { } reference ? new BodyReferenceBody(reference.Store, reference.Key, reference.Bytes, reference.Sha256) : null;

    private static LogTimingsBody? Timings(LogTimings? timings) => timings is null ? null : new LogTimingsBody
    {
        QueueMs = timings.QueueMs,
        RateLimitMs = timings.RateLimitMs,
        TokenMs = timings.TokenMs,
        TransformMs = timings.TransformMs,
        LogMs = timings.LogMs,
        DnsMs = timings.DnsMs,
        ConnectMs = timings.ConnectMs,
        TlsMs = timings.TlsMs,
        FirstByteMs = timings.FirstByteMs,
        BodyMs = timings.BodyMs,
    };

    private static LogErrorBody? Error(LogError? error) => error is null ? null : new LogErrorBody
    {
        Type = error.Type,
        Phase = error.Phase,
        Side = error.Side,
        Code = error.Code,
        Message = error.Message,
        StackTrace = error.StackTrace,
        Fingerprint = error.Fingerprint,
    };

    private static RetryInfoBody Retry(LogRetry retry) => new()
    {
        AttemptNumber = retry.AttemptNumber,
        MaxAttempts = retry.MaxAttempts,
        NextRetryAt = retry.NextRetryAt,
        Reason = retry.Reason,
    };

    public static LogContextBody Context(LogContext context) => new()
    {
        EntityType = context.EntityType,
        EntityId = context.EntityId,
        OperationType = context.OperationType,
        Organization = context.Organization,
        Keys = context.Keys,
    };
}

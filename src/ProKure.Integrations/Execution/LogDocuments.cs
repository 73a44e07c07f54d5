using System.Net.Http.Headers;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Execution;

/// <summary>Writes down an attempt as a log document: as it stands before the send, and as it ended.</summary>
internal static class LogDocuments
{
    /// <summary>The document before the send: pending, with the whole request, redacted.</summary>
    public static LogDocument Open(Attempt attempt, HttpRequestMessage request, BodyRecording bodies)
    {
        var capture = attempt.Plan!.Capture;
        var payload = Payload(
            attempt, BodySide.Request, request.Headers, request.Content?.Headers, Masked(attempt, attempt.Request!.Body?.Plain ?? default), isWhole: true, bodies);
        payload = attempt.Confidential?.Request(payload) ?? payload;
        var url = capture.Url(Masked(attempt, request.RequestUri!.AbsoluteUri), attempt.Redacted);
        var entry = Begin(attempt) with
        {
            HttpMethod = attempt.Request.Method,
            RequestUrl = url,
            RequestBytes = attempt.Request.Body?.Sent.Length ?? 0,
            RedactedFields = attempt.Redacted.Names,
        };
        return new LogDocument(entry, WithMaskedHeaders(attempt, payload), null);
    }

    /// <summary>The document as the attempt ended, whether or not it was opened.</summary>
    public static LogDocument Complete(Attempt attempt, BodyRecording bodies)
    {
        var opened = attempt.Opened ?? new LogDocument(
            Begin(attempt) with { HttpMethod = attempt.Request?.Method ?? attempt.Plan?.Endpoint.Method }, null, null);
        var response = attempt.Response is { } received
            ? WithRedirects(attempt, Payload(attempt, received, bodies))
            : null;
        if (response is not null)
            response = WithMaskedHeaders(attempt, attempt.Confidential?.Response(response) ?? response);
        var elapsedMs = attempt.ElapsedMs;
        var entry = opened.Entry with
        {
            Status = attempt.Status,
            IsSuccess = attempt.Failure is null,
            ResponseStatus = attempt.Response?.Status,
            ResponseBytes = attempt.Response?.BodyBytes,
            CompletedAt = attempt.StartedAt.AddMilliseconds(elapsedMs).TruncateToMilliseconds(),
            DurationMs = AttemptTimings.Rounded(elapsedMs),
            Timings = attempt.Timings.ToLog(),
            Error = Error(attempt),
            Retry = Retry(attempt),
            RedactedFields = [.. attempt.Redacted.Names],
        };
        return new LogDocument(entry, opened.Request, response);
    }

    private static CapturedPayload Payload(Attempt attempt, ExternalResponse received, BodyRecording bodies)
    {
        var (headers, contentHeaders) = (received.Message.Headers, received.Message.Content.Headers);
        return received.Recorded is { } recorded
            ? recorded with { Headers = attempt.Plan!.Capture.Headers(headers, contentHeaders, attempt.Redacted) }
            : Payload(attempt, BodySide.Response, headers, contentHeaders, received.Body, !received.IsCutShort, bodies);
    }

    // Of an exchange that is about secrets, no body is kept anywhere else.
    private static CapturedPayload Payload(
        Attempt attempt, BodySide side, HttpHeaders headers, HttpContentHeaders? contentHeaders, ReadOnlyMemory<byte> body, bool isWhole, BodyRecording bodies) =>
        attempt.Confidential is null
            ? bodies.Record(attempt.BodyKeyOf(side), attempt.Plan!.Capture, headers, contentHeaders, body, isWhole, attempt.Redacted)
            : attempt.Plan!.Capture.Payload(headers, contentHeaders, body, attempt.Redacted);

    // Each redirect on the way to the answer stands in front of the answer's own headers.
    private static CapturedPayload WithRedirects(Attempt attempt, CapturedPayload payload) => attempt.Redirects.Count == 0 ? payload : payload with
    {
        Headers =
        [
            .. attempt.Redirects.Select(redirect => new CapturedHeader("prokure-redirect", $"{redirect.Status} {attempt.Plan!.Capture.Url(redirect.To.AbsoluteUri, attempt.Redacted)}")),
            .. payload.Headers,
        ],
    };

    private static string Masked(Attempt attempt, string text) => attempt.Authentication?.Mask.Mask(text) ?? text;

    private static ReadOnlyMemory<byte> Masked(Attempt attempt, ReadOnlyMemory<byte> bytes) => attempt.Authentication?.Mask.Mask(bytes) ?? bytes;

    // A header that is allowed to be seen may be the very one that carries a key.
    private static CapturedPayload WithMaskedHeaders(Attempt attempt, CapturedPayload payload) => attempt.Authentication is not { Mask: var mask } ? payload : payload with
    {
        Headers = [.. payload.Headers.Select(header => header with { Value = mask.Mask(header.Value) })],
    };

    private static LogEntry Begin(Attempt attempt)
    {
        var invocation = attempt.Invocation;
        var retention = attempt.Plan?.Retention;
        return new LogEntry
        {
            RequestId = attempt.RequestId,
            CorrelationId = invocation.CorrelationId.ToString(),
            ParentRequestId = attempt.ParentRequestId,
            DeliveryId = invocation.Chain?.DeliveryId ?? invocation.Errand?.DeliveryId,
            SystemCode = invocation.SystemCode,
            EndpointCode = invocation.EndpointCode,
            Direction = LogDirection.Outbound,
            Status = LogStatus.Pending,
            StartedAt = attempt.StartedAt,
            Retry = Retry(attempt),
            Context = Context(attempt),
            Actor = invocation.Actor,
            RetentionClass = retention?.Code,
            ExpiresAt = retention is null ? null : attempt.StartedAt.AddDays(retention.LogDays),
            ConfigVersion = attempt.Plan?.Version ?? 0,
            InstanceId = attempt.InstanceId,
            CreatedAt = attempt.StartedAt,
        };
    }

    private static LogContext Context(Attempt attempt)
    {
        var context = attempt.Invocation.Context;
        if (attempt.Plan?.System.Organization is { } owner && context.Organization is null)
            context = context with { Organization = owner };
        if (attempt.Mark is { } mark)
            context = context with { Keys = new Dictionary<string, string>(context.Keys, StringComparer.Ordinal) { [mark.Key] = mark.Value } };
        return context;
    }

    private static LogRetry Retry(Attempt attempt) => new()
    {
        AttemptNumber = attempt.Number,
        MaxAttempts = attempt.Invocation.Chain is null ? 1 : attempt.Plan?.RetryPolicy?.MaxAttempts ?? 1,
        NextRetryAt = attempt.Retry?.NextAttemptAt,
        Reason = attempt.Retry is { } decision ? WireName.Of(decision.Reason) : null,
    };

    private static LogError? Error(Attempt attempt)
    {
        if (attempt.Failure is not { } failure)
            return null;
        var capture = attempt.Plan?.Capture ?? WithoutPlan;
        var redacted = failure with { Message = capture.Message(Masked(attempt, failure.Message), attempt.Redacted) };
        return new LogError
        {
            Type = redacted.Type,
            Phase = redacted.Phase,
            Side = redacted.Side,
            Message = redacted.Message,
            Code = redacted.Code,
            StackTrace = redacted.StackTrace is { } trace ? capture.Message(Masked(attempt, trace), attempt.Redacted) : null,
            Fingerprint = ErrorFingerprint.Of(attempt.Invocation.SystemCode, attempt.Invocation.EndpointCode, redacted, attempt.Response?.Status),
        };
    }

    private static readonly PayloadCapture WithoutPlan = new(Capture.Rules.RedactionRules.Default);
}

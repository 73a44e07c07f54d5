using ProKure.Integrations.Capture;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Execution;

/// <summary>Writes down an attempt as a log document: as it stands before the send, and as it ended.</summary>
internal static class LogDocuments
{
    /// <summary>The document before the send: pending, with as much of the request, redacted, as is stored of every attempt.</summary>
    public static LogDocument Open(Attempt attempt, HttpRequestMessage request, BodyRecording bodies)
    {
        attempt.RequestContentType = PayloadCapture.ContentTypeOf(request.Content?.Headers);
        var headers = RequestHeaders(attempt, request);
        var payload = Request(attempt, attempt.Terms.KeepsBodies, bodies) with { Headers = headers };
        var entry = Begin(attempt) with
        {
            HttpMethod = attempt.Request!.Method,
            RequestUrl = Url(attempt, request.RequestUri!),
            RequestBytes = attempt.Request.Body?.Sent.Length ?? 0,
            RedactedFields = [.. attempt.Redacted.Names],
        };
        return new LogDocument(entry, WithMaskedHeaders(attempt, payload), null);
    }

    /// <summary>The document as the attempt ended, whether or not it was opened.</summary>
    public static LogDocument Complete(Attempt attempt, BodyRecording bodies)
    {
        var opened = attempt.Opened ?? new LogDocument(
            Begin(attempt) with { HttpMethod = attempt.Request?.Method ?? attempt.Plan?.Endpoint.Method }, null, null);
        var keepsBodies = attempt.Failure is null ? attempt.Terms.KeepsBodies : attempt.Terms.KeepsBodiesOfFailures;
        var request = opened.Request is { Format: BodyFormat.NotCaptured } left && keepsBodies
            ? Request(attempt, keepsBodies, bodies) with { Headers = left.Headers, IsLate = true }
            : opened.Request;
        var response = attempt.Response is { } received ? WithMaskedHeaders(attempt, Response(attempt, received, keepsBodies, bodies)) : null;
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
        return new LogDocument(entry, request, response);
    }

    // Of an exchange that is about secrets, no body is kept anywhere else.
    private static CapturedPayload Request(Attempt attempt, bool keepsBody, BodyRecording bodies)
    {
        var plain = attempt.Request!.Body?.Plain ?? default;
        if (!keepsBody)
            return Withheld(plain.IsEmpty);
        return attempt.Confidential is { } confidential
            ? confidential.Request(new CapturedPayload())
            : bodies.Record(attempt, BodySide.Request, attempt.RequestContentType, Masked(attempt, plain), isWhole: true);
    }

    private static IReadOnlyList<CapturedHeader> RequestHeaders(Attempt attempt, HttpRequestMessage request)
    {
        if (!attempt.Terms.KeepsOutlines)
            return [];
        var headers = attempt.Plan!.Capture.Headers(request.Headers, request.Content?.Headers, attempt.Redacted);
        return attempt.Terms.Trace is null ? headers : [.. TraceLines.OfRequest(attempt), .. headers];
    }

    private static CapturedPayload Response(Attempt attempt, ExternalResponse received, bool keepsBody, BodyRecording bodies)
    {
        if (!attempt.Terms.KeepsOutlines)
            return ResponseBody(attempt, received, keepsBody, bodies);
        var headers = attempt.Plan!.Capture.Headers(received.Message.Headers, received.Message.Content.Headers, attempt.Redacted);
        if (attempt.Terms.Trace is not null)
            headers = [.. TraceLines.OfResponse(attempt), .. headers];
        return WithRedirects(attempt, ResponseBody(attempt, received, keepsBody, bodies) with { Headers = headers });
    }

    // An answer that the endpoint stores is what its caller asked for: it is kept at every level.
    private static CapturedPayload ResponseBody(Attempt attempt, ExternalResponse received, bool keepsBody, BodyRecording bodies)
    {
        if (!keepsBody && received.Stored is null)
            return Withheld(received.BodyBytes == 0);
        if (attempt.Confidential is { } confidential)
            return confidential.Response(new CapturedPayload());
        return received.Recorded ?? bodies.Record(attempt, BodySide.Response, attempt.ResponseContentType, received.Body, !received.IsCutShort);
    }

    private static CapturedPayload Withheld(bool isEmpty) => new() { Format = isEmpty ? BodyFormat.None : BodyFormat.NotCaptured };

    // Without outlines, the URL as it is configured: names of parameters, and no values. Of exchanges that the call needs first (tokens, sessions), where they went.
    private static string Url(Attempt attempt, Uri url)
    {
        if (attempt.Terms.KeepsOutlines)
            return attempt.Plan!.Capture.Url(Masked(attempt, url.AbsoluteUri), attempt.Redacted);
        return attempt is { IsFollowUp: true, Mark.Key: Outcomes.Errand.PurposeKey } ? $"{url.Scheme}://{url.Authority}" : attempt.Plan!.BaseUrl + attempt.Plan.Endpoint.Path;
    }

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
        var quoted = Quoted(attempt, failure, capture);
        attempt.ToldMessage = quoted.Remove(capture.Message(Masked(attempt, failure.Message), attempt.Redacted));
        var redacted = failure with { Message = attempt.ToldMessage };
        var isKept = attempt.Terms.KeepsOutlines;
        return new LogError
        {
            Type = redacted.Type,
            Phase = redacted.Phase,
            Side = redacted.Side,
            Message = isKept ? redacted.Message : NotKept,
            Code = redacted.Code,
            StackTrace = isKept && redacted.StackTrace is { } trace ? quoted.Remove(capture.Message(Masked(attempt, trace), attempt.Redacted)) : null,
            Fingerprint = ErrorFingerprint.Of(attempt.Invocation.SystemCode, attempt.Invocation.EndpointCode, redacted, attempt.Response?.Status),
        };
    }

    // What may be named by a mapping that failed, or by the expression that makes the message of an answer.
    private static QuotedValues Quoted(Attempt attempt, AttemptFailure failure, PayloadCapture capture) => failure.Type == ErrorType.Transform
        ? new QuotedValues(capture.Rules, attempt.Invocation.Payload, attempt.Mapped, attempt.Response?.Json ?? default, attempt.Pages is { Count: > 0 } pages ? pages.Merged() : default)
        : new QuotedValues(capture.Rules, attempt.Response?.Json ?? default);

    private const string NotKept = "The endpoint's capture level is NONE: no message is stored.";

    private static readonly PayloadCapture WithoutPlan = new(Capture.Rules.RedactionRules.Default);
}

using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api.Invoke;

/// <summary>What to run an endpoint with. Read by <see cref="InvokeBodyReader"/>, field by field; this is its shape for the API's description.</summary>
internal sealed record InvokeRequest
{
    /// <summary>The internal payload: any JSON. Numbers pass through digit for digit.</summary>
    public required RawJson Payload { get; init; }

    /// <summary>The business act, for finding it again.</summary>
    public InvokeContextBody? Context { get; init; }

    /// <summary>Who or what caused it.</summary>
    public InvokeActorBody? Actor { get; init; }

    /// <summary>The caller's id of the business act: 1 to 128 of A-Z, a-z, 0-9, '.', '_', ':', '-'. Counts before the header X-Correlation-ID.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>
    /// SYNC waits for the external system's answer and tries once; ASYNC answers 202 with a delivery as soon as the intent is kept, and the hub tries until the endpoint's retry policy
    /// ends. Default SYNC.
    /// </summary>
    public InvokeMode? Mode { get; init; }

    /// <summary>With ASYNC, when to run it first; a time in the past, or none, means at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>With ASYNC, how urgent it is: 1 to 9, 1 first. The endpoint's priority when left out.</summary>
    public int? Priority { get; init; }
}

/// <summary>The business act that an invocation belongs to; every field is optional, texts have at most 256 characters.</summary>
internal sealed record InvokeContextBody
{
    /// <summary>Kind of business entity, as <c>PURCHASE_ORDER</c>.</summary>
    public string? EntityType { get; init; }

    /// <summary>The entity's key as people know it, as <c>PO-4711</c>.</summary>
    public string? EntityId { get; init; }

    /// <summary>What is being done to it, as <c>CREATE</c>.</summary>
    public string? OperationType { get; init; }

    /// <summary>The business unit; the system's organization when left out.</summary>
    public string? Organization { get; init; }

    /// <summary>Up to 32 further keys to find it by.</summary>
    public IReadOnlyDictionary<string, string>? Keys { get; init; }
}

/// <summary>Who or what caused an invocation.</summary>
internal sealed record InvokeActorBody
{
    /// <summary>The user in the business application; the API key's name when left out.</summary>
    public string? UserId { get; init; }

    /// <summary>USER, SYSTEM, SCHEDULE or API. Default API.</summary>
    public TriggeredBy? TriggeredBy { get; init; }
}

/// <summary>The answer to an invocation that succeeded. Written by <see cref="InvokeAnswer"/>; this is its shape for the API's description.</summary>
internal sealed record InvokeResponse
{
    /// <summary>Id of the attempt; its log document is at <c>/api/v1/logs/{request_id}</c>.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Id of the business act; its story is at <c>/api/v1/traces/{correlation_id}</c>.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>How it ended: <c>SUCCESS</c>.</summary>
    public required LogStatus Status { get; init; }

    /// <summary>HTTP status of the external system's answer.</summary>
    public required int? ResponseStatus { get; init; }

    /// <summary>1 for the first attempt.</summary>
    public required int AttemptNumber { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required double DurationMs { get; init; }

    /// <summary>The external system's answer, mapped; null when there is none.</summary>
    public required RawJson Response { get; init; }

    /// <summary>What the caller should know though the call succeeded; empty for nothing.</summary>
    public required IReadOnlyList<WarningBody> Warnings { get; init; }
}

/// <summary>Something that a caller should know.</summary>
/// <param name="Code">Which warning, as <c>CORRELATION_ID_IGNORED</c>.</param>
/// <param name="Message">What was found, and what was done.</param>
internal sealed record WarningBody(string Code, string Message);

/// <summary>The answer to an invocation that did not succeed, as <c>application/problem+json</c>.</summary>
internal sealed record InvokeProblemResponse
{
    /// <summary>Which kind of problem, as <c>/problems/http-status</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What the kind of problem is.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status of this answer.</summary>
    public required int Status { get; init; }

    /// <summary>What happened this time.</summary>
    public required string Detail { get; init; }

    /// <summary>Path of the attempt's log document.</summary>
    public required string Instance { get; init; }

    /// <summary>Id of the attempt.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Id of the business act.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>How the attempt ended.</summary>
    public required LogStatus Outcome { get; init; }

    /// <summary>1 for the first attempt.</summary>
    public required int AttemptNumber { get; init; }

    /// <summary>How long it took, in milliseconds.</summary>
    public required double DurationMs { get; init; }

    /// <summary>What went wrong.</summary>
    public required InvokeErrorBody Error { get; init; }

    /// <summary>HTTP status of the external system's answer; null without one.</summary>
    public required int? ResponseStatus { get; init; }

    /// <summary>The external system's answer as far as it can be handed on; null without one.</summary>
    public required RawJson Response { get; init; }

    /// <summary>What else the caller should know; empty for nothing.</summary>
    public required IReadOnlyList<WarningBody> Warnings { get; init; }
}

/// <summary>What went wrong with an attempt.</summary>
internal sealed record InvokeErrorBody
{
    /// <summary>What, by phase.</summary>
    public required ErrorType Type { get; init; }

    /// <summary>Where in the call.</summary>
    public required ErrorPhase Phase { get; init; }

    /// <summary>Who has to act.</summary>
    public required ErrorSide Side { get; init; }

    /// <summary>A finer code; null for none.</summary>
    public required string? Code { get; init; }

    /// <summary>One sentence for the support person.</summary>
    public required string Message { get; init; }
}

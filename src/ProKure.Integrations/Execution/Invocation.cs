using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;

namespace ProKure.Integrations.Execution;

/// <summary>One request by the business application to run an endpoint.</summary>
public sealed record Invocation
{
    /// <summary>The system's code, as asked for.</summary>
    public required string SystemCode { get; init; }

    /// <summary>The endpoint's code, as asked for.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>The internal payload: a JSON text in UTF-8. Must not change while the invocation runs.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The business act.</summary>
    public required CorrelationId CorrelationId { get; init; }

    /// <summary>Which business entity it is about.</summary>
    public LogContext Context { get; init; } = LogContext.None;

    /// <summary>Who or what caused it.</summary>
    public required LogActor Actor { get; init; }

    /// <summary>The caller's W3C <c>traceparent</c>, already checked for form; null to begin a trace.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Sent with every attempt to endpoints that are idempotent with a key; null takes the chain's first request id.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The id that its first attempt, or its delivery, is to have (UUID version 7); null takes a new one.</summary>
    public Guid? Id { get; init; }

    /// <summary>The attempt that this one follows, where no delivery tells; null for a first one.</summary>
    public Guid? ParentRequestId { get; init; }

    /// <summary>Why the hub makes the call of its own accord; null for one that somebody asked for.</summary>
    internal Errand? Errand { get; init; }

    /// <summary>The endpoint as it is to be called; null takes the one that is configured now.</summary>
    internal EndpointPlan? Pinned { get; init; }

    /// <summary>The delivery that it is an attempt of, as it was before; null for a call that nobody queued.</summary>
    internal Retry.Delivery? Delivery { get; init; }

    /// <summary>The place in a chain of attempts that the scheduler drives; null for a call that is tried once.</summary>
    public AttemptChain? Chain { get; init; }
}

/// <summary>What a look-up found about a call.</summary>
/// <param name="Reason"><see cref="Retry.RetryReason.FoundDone"/>, <see cref="Retry.RetryReason.FoundNotDone"/>, or <see cref="Retry.RetryReason.StillUnknown"/>.</param>
/// <param name="FollowUpId">The delivery that goes on asking; null for none.</param>
public sealed record CallResolution(Retry.RetryReason Reason, Guid? FollowUpId);

/// <summary>What is known of a chain of attempts before the next one.</summary>
/// <param name="DeliveryId">The delivery that the chain belongs to.</param>
/// <param name="AttemptsMade">Attempts before this one.</param>
/// <param name="FirstRequestId">Id of the first attempt; null when this is the first.</param>
/// <param name="FirstAttemptAt">When the first attempt began; null when this is the first.</param>
/// <param name="DueSince">When this attempt was due; its time in the queue counts from here.</param>
/// <param name="HasWaited">Whether it was its turn before, and could not be sent then for a limit or an open circuit.</param>
public sealed record AttemptChain(
    Guid DeliveryId, int AttemptsMade, Guid? FirstRequestId, DateTimeOffset? FirstAttemptAt, DateTimeOffset DueSince, bool HasWaited = false);

/// <summary>How one attempt ended.</summary>
public sealed record InvocationResult
{
    /// <summary>The attempt's id: its log document. Of an attempt that took several exchanges, the one that decided how it ended.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Id of the first exchange of the call or chain; null when this is it.</summary>
    public Guid? ParentRequestId { get; init; }

    /// <summary>The business act.</summary>
    public required CorrelationId CorrelationId { get; init; }

    /// <summary>How it ended; never <see cref="LogStatus.Pending"/>.</summary>
    public required LogStatus Status { get; init; }

    /// <summary>Why it did not succeed; null on success.</summary>
    public AttemptFailure? Failure { get; init; }

    /// <summary>HTTP status of the answer; null without one.</summary>
    public int? ResponseStatus { get; init; }

    /// <summary>The answer for the caller, a JSON text in UTF-8; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Response { get; init; }

    /// <summary>When the attempt began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>How long it took, in milliseconds, all its exchanges together.</summary>
    public required double DurationMs { get; init; }

    /// <summary>When it ended, as its document says.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>Equal for equal problems; null on success.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>1 for the first attempt.</summary>
    public required int AttemptNumber { get; init; }

    /// <summary>What the policy decided about a further attempt; null on success.</summary>
    public Retry.RetryDecision? Retry { get; init; }

    /// <summary>
    /// Whether the delivery only waits for its turn, by a limit or an open circuit: nothing was sent, and so there is no record and no attempt.
    /// </summary>
    public bool IsWait { get; init; }

    /// <summary>What a question about another call found; null where it was none.</summary>
    internal LookupFinding? Finding { get; init; }

    /// <summary>What a look-up found about the call, where its own end left open whether the work was done; null where there was no look-up.</summary>
    public CallResolution? Resolution { get; init; }

    /// <summary>Whether the log document is complete and durable. False only when the log store failed after the send: the call stands, its record is behind.</summary>
    public bool IsLogged { get; init; }
}

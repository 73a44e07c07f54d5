using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Invoke;
using ProKure.Integrations.Hub.Api.Logs;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api.Deliveries;

/// <summary>An invocation that the hub owns until it ends.</summary>
internal sealed record DeliveryResponse
{
    /// <summary>The delivery's id.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>Id of the business act; the story of its attempts is at <c>/api/v1/traces/{correlation_id}</c>.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The system's code.</summary>
    public required string SystemCode { get; init; }

    /// <summary>The endpoint's code.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>
    /// Where it stands: QUEUED, WAITING (for an earlier one about the same entity), RUNNING, SUCCEEDED, DEAD (waits for a person), RESOLVED (a person has seen to it) or CANCELLED.
    /// </summary>
    public required DeliveryState State { get; init; }

    /// <summary>Why it stands there: the last failure, or why it ended; null for no particular reason.</summary>
    public required string? Reason { get; init; }

    /// <summary>How its last attempt failed; null when it did not.</summary>
    public required DeliveryFailureBody? Failure { get; init; }

    /// <summary>Of a dead letter, what to do next, in plain words; null for all others.</summary>
    public required string? Hint { get; init; }

    /// <summary>1 to 9, 1 first.</summary>
    public required int Priority { get; init; }

    /// <summary>Deliveries with the same key run one after the other; null for no order.</summary>
    public required string? OrderKey { get; init; }

    /// <summary>When it is, or was, due.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Attempts made so far.</summary>
    public required int AttemptsMade { get; init; }

    /// <summary>Id of the first attempt; null while there is none.</summary>
    public required Guid? FirstRequestId { get; init; }

    /// <summary>The business act it belongs to.</summary>
    public required LogContextBody Context { get; init; }

    /// <summary>Who or what caused it.</summary>
    public required LogActorBody Actor { get; init; }

    /// <summary>How often the hub's process was lost while it worked on it.</summary>
    public required int Interruptions { get; init; }

    /// <summary>The dead letter that it replays; null for none.</summary>
    public required Guid? ReplayOf { get; init; }

    /// <summary>Version of the endpoint's configuration that it goes by: the one when it was accepted, or when somebody chose the latest.</summary>
    public required int ConfigVersion { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public required DateTimeOffset? EndedAt { get; init; }

    /// <summary>What people did to it, oldest first; null in lists.</summary>
    public required IReadOnlyList<DeliveryActionBody>? Actions { get; init; }

    /// <summary>What the caller should know; empty for nothing.</summary>
    public required IReadOnlyList<WarningBody> Warnings { get; init; }
}

/// <summary>How the last attempt of a delivery failed.</summary>
/// <param name="Type">What went wrong.</param>
/// <param name="Lane">Who has to act: THEIRS, OURS or CONFIGURATION.</param>
/// <param name="Message">One sentence for the support person.</param>
/// <param name="Fingerprint">Equal for equal problems.</param>
/// <param name="ResponseStatus">HTTP status of the answer; null without one.</param>
/// <param name="MayHaveBeenReceived">Whether the other side may have the request.</param>
internal sealed record DeliveryFailureBody(ErrorType Type, ErrorSide Lane, string Message, string Fingerprint, int? ResponseStatus, bool MayHaveBeenReceived);

/// <summary>Something that a person did to a delivery.</summary>
/// <param name="Action">CANCELLED, CANCEL_ASKED, RETRIED, RESOLVED or REPLAYED.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Note">Why; null for nothing said.</param>
/// <param name="ReplayId">The delivery that replays it; null for none.</param>
internal sealed record DeliveryActionBody(DeliveryActionKind Action, DateTimeOffset At, string Actor, string? Note, Guid? ReplayId);

/// <summary>A page of deliveries.</summary>
internal sealed record DeliveryPageResponse
{
    /// <summary>The deliveries, the one accepted last first.</summary>
    public required IReadOnlyList<DeliveryResponse> Items { get; init; }

    /// <summary>Asks for the page after this one; null on the last page.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>Why a delivery is cancelled.</summary>
internal sealed record CancelRequest
{
    /// <summary>For whoever looks at it later; at most 1,000 characters.</summary>
    public string? Note { get; init; }
}

/// <summary>What became of a wish to cancel.</summary>
internal sealed record CancelResponse
{
    /// <summary>True when it is cancelled; false when it is being worked on, and whoever does so was asked to end it: look again where it stands.</summary>
    public required bool Cancelled { get; init; }

    /// <summary>What was done, in plain words.</summary>
    public required string Message { get; init; }

    /// <summary>The delivery as it stands now.</summary>
    public required DeliveryResponse Delivery { get; init; }
}

/// <summary>How a delivery is to be sent again. <c>{}</c> takes the defaults.</summary>
internal sealed record RepeatRequest
{
    /// <summary>PINNED sends with the configuration that it was accepted with, LATEST with the one that holds now. Default PINNED.</summary>
    public ConfigChoice? Config { get; init; }

    /// <summary>True sends it even if the other side may have done the work already. Default false.</summary>
    public bool? AcceptDuplicates { get; init; }

    /// <summary>For whoever looks at it later; at most 1,000 characters.</summary>
    public string? Note { get; init; }
}

/// <summary>How a dead letter was seen to.</summary>
internal sealed record ResolveRequest
{
    /// <summary>What was done about it; 1 to 1,000 characters.</summary>
    public required string Note { get; init; }
}

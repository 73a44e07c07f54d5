using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Retry;

/// <summary>What people see of the queue's deliveries and do to them. Whatever is done is put down with who did it, in the same transaction.</summary>
public interface IDeliveryLedger
{
    /// <summary>A page of deliveries without their payload; the cursor is the last one's id.</summary>
    Task<Page<Delivery>> SearchAsync(DeliveryQuery query, CancellationToken cancellationToken);

    /// <summary>The deliveries that the filter means, counted by what they have in common.</summary>
    Task<IReadOnlyList<DeliveryGroup>> GroupAsync(DeliveryFilter filter, CancellationToken cancellationToken);

    /// <summary>As <see cref="IDeliveryQueue.ReviseAsync"/>, and puts down what was done.</summary>
    /// <returns>False when the delivery no longer stands as it was seen: nothing was changed or put down.</returns>
    Task<bool> ReviseAsync(Delivery seen, Delivery revised, DeliveryAction action, CancellationToken cancellationToken);

    /// <summary>Asks whoever works on the delivery to end it.</summary>
    /// <returns>False when nobody works on it: nothing was changed or put down.</returns>
    Task<bool> AskToCancelAsync(Guid id, DeliveryAction action, CancellationToken cancellationToken);

    /// <summary>Resolves a dead letter and queues its replay in its place, in one transaction; for a job, together with the job's progress.</summary>
    Task<ReplayOutcome> ReplayAsync(Delivery dead, Delivery replay, DeliveryAction action, Guid? jobId, CancellationToken cancellationToken);

    /// <summary>What was done to the delivery, oldest first.</summary>
    Task<IReadOnlyList<DeliveryAction>> ListActionsAsync(Guid id, CancellationToken cancellationToken);
}

/// <summary>Deliveries that have the same in common.</summary>
/// <param name="Lane">Who has to act.</param>
/// <param name="SystemCode">The system's code.</param>
/// <param name="EndpointCode">The endpoint's code.</param>
/// <param name="Reason">Why they stand there; null for no particular reason.</param>
/// <param name="ErrorType">What went wrong last; null where nothing did.</param>
/// <param name="Fingerprint">The last failure's fingerprint; null where there was none.</param>
/// <param name="ResponseStatus">HTTP status of the last answer; null without one.</param>
/// <param name="MayHaveBeenReceived">Whether the other side may have the request.</param>
/// <param name="Message">The last failure of one of them; null where there was none.</param>
/// <param name="Count">How many there are.</param>
/// <param name="FirstEndedAt">When the first of them ended; null where none has.</param>
/// <param name="LastEndedAt">When the last of them ended; null where none has.</param>
public sealed record DeliveryGroup(
    ErrorSide Lane,
    string SystemCode,
    string EndpointCode,
    string? Reason,
    ErrorType? ErrorType,
    string? Fingerprint,
    int? ResponseStatus,
    bool MayHaveBeenReceived,
    string? Message,
    int Count,
    DateTimeOffset? FirstEndedAt,
    DateTimeOffset? LastEndedAt);

/// <summary>Something that a person did to a delivery.</summary>
/// <param name="Kind">What.</param>
/// <param name="At">When.</param>
/// <param name="Actor">Who.</param>
/// <param name="Note">Why, in the person's words; null for nothing said.</param>
/// <param name="ReplayId">The delivery that replays it; null for none.</param>
public sealed record DeliveryAction(DeliveryActionKind Kind, DateTimeOffset At, string Actor, string? Note, Guid? ReplayId = null);

/// <summary>What a person can do to a delivery.</summary>
public enum DeliveryActionKind
{
    /// <summary>Ended it before it was begun.</summary>
    Cancelled,

    /// <summary>Asked to end it while it was running.</summary>
    CancelAsked,

    /// <summary>Had it tried at once.</summary>
    Retried,

    /// <summary>Has seen to the dead letter.</summary>
    Resolved,

    /// <summary>Sent it again as a delivery of its own.</summary>
    Replayed,
}

/// <summary>What became of a replay.</summary>
public enum ReplayOutcome
{
    /// <summary>The replay is queued.</summary>
    Queued,

    /// <summary>It is a dead letter no longer, or not as it was seen: nothing was changed.</summary>
    NotAsSeen,

    /// <summary>The job does not run: nothing was changed.</summary>
    JobStopped,

    /// <summary>The dead letter's payload cannot be decrypted: nothing was changed.</summary>
    Unreadable,
}

namespace ProKure.Integrations.Retry;

/// <summary>Whether, when and why a failed attempt is followed by another.</summary>
/// <param name="NextAttemptAt">When the next attempt is due; null for none.</param>
/// <param name="MaxAttempts">Attempts that the policy allows in all.</param>
/// <param name="Reason">Why.</param>
/// <param name="CountsAsAttempt">False for waits (rate limit, open circuit), which do not use up attempts.</param>
public sealed record RetryDecision(DateTimeOffset? NextAttemptAt, int MaxAttempts, RetryReason Reason, bool CountsAsAttempt = true);

/// <summary>Why there is or is no further attempt.</summary>
public enum RetryReason
{
    /// <summary>Another attempt is planned.</summary>
    RetryScheduled,

    /// <summary>The endpoint has no retry policy.</summary>
    NoPolicy,

    /// <summary>The call is tried once: nobody asked for retries.</summary>
    NotRequested,

    /// <summary>The same request would fail again: it has to be changed first.</summary>
    NotTransient,

    /// <summary>The request may have been received, and the endpoint is not idempotent.</summary>
    MayHaveBeenReceived,

    /// <summary>All attempts are used up.</summary>
    AttemptsUsedUp,

    /// <summary>The next attempt would start after the deadline.</summary>
    DeadlinePassed,

    /// <summary>The other side refused the session, and so certainly did nothing: the same attempt goes on at once with a new session, in a document of its own.</summary>
    SessionRenewed,

    /// <summary>The other side refused the access token, and so certainly did nothing: the same attempt goes on at once with another one, in a document of its own.</summary>
    TokenRenewed,

    /// <summary>Whether the work was done is not known: the endpoint's look-up is to find out.</summary>
    LookupScheduled,

    /// <summary>The same, about a call whose caller was told so: it is not made again.</summary>
    FollowUpScheduled,

    /// <summary>A look-up found that the work was done.</summary>
    FoundDone,

    /// <summary>A look-up found that the work was not done, so that the call may be made again.</summary>
    FoundNotDone,

    /// <summary>A look-up found neither; it is asked again.</summary>
    StillUnknown,

    /// <summary>The look-up was asked as often as its rule says, and found nothing: a person has to find out whether the work was done.</summary>
    UnknownOutcome,

    /// <summary>The worker's process ended in the middle of an attempt to an endpoint that is not idempotent.</summary>
    ProcessLost,

    /// <summary>The process ended again and again while it worked on this delivery: perhaps because of it. It is not run once more.</summary>
    Poison,

    /// <summary>The payload is encrypted with a master key that the hub which took the delivery does not have: another hub may, or it may be given the key. It waits, which is no attempt.</summary>
    PayloadKeyMissing,

    /// <summary>The payload cannot be decrypted: its master key was not there for as long as the retry policy allows, or the row was changed.</summary>
    PayloadUnreadable,

    /// <summary>A person ended it before anything was sent.</summary>
    CancelledBeforeSend,

    /// <summary>A person ended it when the request may have been received already.</summary>
    CancelledAfterSend,
}

using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Retry;

/// <summary>Decides about retries. Pure: given the clock and the random number.</summary>
public static class RetryPlanner
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan UsualDeadline = TimeSpan.FromHours(24);

    /// <summary>Decides what follows a failed attempt that belongs to a chain.</summary>
    /// <param name="policy">The endpoint's policy; null for none.</param>
    /// <param name="idempotency">What a repeated request would do.</param>
    /// <param name="failure">Why the attempt failed.</param>
    /// <param name="responseStatus">The answer's HTTP status; null without one.</param>
    /// <param name="attemptNumber">1 for the first attempt.</param>
    /// <param name="firstAttemptAt">When the chain's first attempt began.</param>
    /// <param name="now">When the attempt ended.</param>
    /// <param name="random">From 0 (inclusive) to 1 (exclusive), for the jitter.</param>
    public static RetryDecision Decide(
        RetryPolicyConfig? policy,
        Idempotency idempotency,
        AttemptFailure failure,
        int? responseStatus,
        int attemptNumber,
        DateTimeOffset firstAttemptAt,
        DateTimeOffset now,
        double random)
    {
        if (IsWait(failure.Type))
            return Wait(policy, failure, firstAttemptAt, now);
        if (policy is null)
            return new RetryDecision(null, 1, RetryReason.NoPolicy);
        if (!IsTransient(failure, responseStatus))
            return new RetryDecision(null, policy.MaxAttempts, RetryReason.NotTransient);
        if (idempotency == Idempotency.NotIdempotent && !failure.CertainlyNotReceived && !IsRefusal(responseStatus))
            return new RetryDecision(null, policy.MaxAttempts, RetryReason.MayHaveBeenReceived);

        if (attemptNumber >= policy.MaxAttempts)
            return new RetryDecision(null, policy.MaxAttempts, RetryReason.AttemptsUsedUp);

        var next = now + Delay(policy, attemptNumber, failure.RetryAfter, random);
        return next > firstAttemptAt + policy.Deadline
            ? new RetryDecision(null, policy.MaxAttempts, RetryReason.DeadlinePassed)
            : new RetryDecision(next.TruncateToMilliseconds(), policy.MaxAttempts, RetryReason.RetryScheduled);
    }

    /// <summary>Whether the failure leaves open that the work was done, and doing it again might do it twice.</summary>
    internal static bool IsOutcomeUnknown(Idempotency idempotency, AttemptFailure failure, int? responseStatus) =>
        idempotency == Idempotency.NotIdempotent && !failure.CertainlyNotReceived && !IsRefusal(responseStatus)
        && (failure.Type == ErrorType.Cancelled || IsTransient(failure, responseStatus));

    /// <summary>
    /// The wait after the given number of attempts: the policy's step with additive jitter, or what the other side asks for if that is later, never
    /// more than the longest step.
    /// </summary>
    public static TimeSpan Delay(RetryPolicyConfig policy, int attemptsMade, TimeSpan? retryAfter, double random)
    {
        var factor = policy.Backoff switch
        {
            Backoff.Fixed => 1,
            Backoff.Linear => attemptsMade,
            Backoff.Exponential => Math.Pow(2, attemptsMade - 1),
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy.Backoff, "Unknown backoff."),
        };
        var longest = policy.MaxDelay.TotalMilliseconds;
        var step = Math.Min(longest, policy.InitialDelay.TotalMilliseconds * factor * (1 + policy.Jitter * random));
        return TimeSpan.FromMilliseconds(Math.Min(longest, Math.Max(step, retryAfter?.TotalMilliseconds ?? 0)));
    }

    /// <summary>Whether the attempt only waited, so that it does not use up one of those allowed.</summary>
    internal static bool IsWait(ErrorType type) => type is ErrorType.RateLimit or ErrorType.CircuitOpen;

    /// <summary>Whether what waits, without having been sent, may wait until then.</summary>
    internal static bool MayWaitUntil(DateTimeOffset next, RetryPolicyConfig? policy, DateTimeOffset firstAttemptAt) => next <= firstAttemptAt + (policy?.Deadline ?? UsualDeadline);

    // Nothing was sent, so the policy's steps say nothing about it: the limit or the circuit does. Without a policy, the usual deadline ends it.
    private static RetryDecision Wait(RetryPolicyConfig? policy, AttemptFailure failure, DateTimeOffset firstAttemptAt, DateTimeOffset now)
    {
        var maxAttempts = policy?.MaxAttempts ?? 1;
        var next = now + (failure.RetryAfter is { } wait && wait > ShortestWait ? wait : ShortestWait);
        return !MayWaitUntil(next, policy, firstAttemptAt)
            ? new RetryDecision(null, maxAttempts, RetryReason.DeadlinePassed, CountsAsAttempt: false)
            : new RetryDecision(next.TruncateToMilliseconds(), maxAttempts, RetryReason.RetryScheduled, CountsAsAttempt: false);
    }

    private static bool IsTransient(AttemptFailure failure, int? responseStatus) => failure.Type switch
    {
        ErrorType.Dns or ErrorType.Connect or ErrorType.Tls or ErrorType.Send
            or ErrorType.Timeout or ErrorType.Response or ErrorType.ProcessLost or ErrorType.LogUnavailable => true,
        ErrorType.Authentication => failure is { Side: ErrorSide.Theirs, Phase: ErrorPhase.Resolve },
        ErrorType.HttpStatus => responseStatus is 408 or 425 or 429 or 500 or 502 or 503 or 504,
        _ => false,
    };

    // 429 says that the request was turned away unprocessed (RFC 6585, section 4). 503 often comes from a gateway that cannot know.
    private static bool IsRefusal(int? responseStatus) => responseStatus is 429;
}

using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>Step 5: decides what follows a failure. The scheduler carries it out; nothing else retries.</summary>
internal sealed class HandleFailureStage(TimeProvider time)
{
    public void Run(Attempt attempt)
    {
        if (attempt.Invocation.Errand is { } errand && attempt is { WillRenewSession: false, WillReauthenticate: false })
        {
            errand.Conclude(attempt);
            return;
        }

        if (attempt.Failure is not { } failure)
            return;
        var maxAttempts = attempt.Plan?.RetryPolicy?.MaxAttempts ?? 1;
        if (attempt.WillRenewSession)
        {
            attempt.Retry = new RetryDecision(null, maxAttempts, RetryReason.SessionRenewed, CountsAsAttempt: false);
            return;
        }

        if (attempt.WillReauthenticate)
        {
            attempt.Retry = new RetryDecision(null, maxAttempts, RetryReason.TokenRenewed, CountsAsAttempt: false);
            return;
        }

        if (attempt.Plan is { Lookup: { } lookup } && RetryPlanner.IsOutcomeUnknown(attempt.Plan.Endpoint.Idempotency, failure, attempt.Response?.Status))
        {
            DateTimeOffset? due = attempt.Invocation.Chain is null ? null : (time.GetUtcNow() + lookup.DelayAfter(0)).TruncateToMilliseconds();
            attempt.Retry = new RetryDecision(due, maxAttempts, RetryReason.LookupScheduled);
            return;
        }

        attempt.Retry = attempt.Invocation.Chain is { } chain
            ? RetryPlanner.Decide(
                attempt.Plan?.RetryPolicy,
                attempt.Plan?.Endpoint.Idempotency ?? default,
                failure,
                attempt.Response?.Status,
                attempt.Number,
                chain.FirstAttemptAt ?? attempt.StartedAt,
                time.GetUtcMilliseconds(),
                Random.Shared.NextDouble())
            : new RetryDecision(null, maxAttempts, RetryReason.NotRequested);
    }
}

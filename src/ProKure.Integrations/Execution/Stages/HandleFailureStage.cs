using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>Step 5: decides what follows a failure. The scheduler carries it out; nothing else retries.</summary>
internal sealed class HandleFailureStage(TimeProvider time)
{
    public void Run(Attempt attempt)
    {
        if (attempt.Failure is not { } failure)
            return;
        var maxAttempts = attempt.Plan?.RetryPolicy?.MaxAttempts ?? 1;
        if (attempt.WillRenewSession)
        {
            attempt.Retry = new RetryDecision(null, maxAttempts, RetryReason.SessionRenewed, CountsAsAttempt: false);
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

using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Originals;

/// <summary>
/// Puts originals into the records of attempts: where a delivery's attempt failed and another is planned, and where only the process that calls knows what a look-up would have to ask about.
/// </summary>
internal sealed class AttemptOriginals(OriginalVault vault)
{
    /// <summary>The record before the send.</summary>
    public LogDocument BeforeSend(Attempt attempt, LogDocument document) =>
        attempt is { Mark: null, Invocation: { Chain: null, Errand: null } invocation, Plan: { Lookup: not null, Endpoint.Idempotency: Idempotency.NotIdempotent } plan }
            ? document.WithOriginal(vault.Seal(attempt.RequestId, FollowUp.Of(invocation, plan, attempt.RequestId, attempt.ParentRequestId, attempt.Number, attempt.StartedAt)))
            : document;

    /// <summary>The record at the end.</summary>
    public LogDocument AtEnd(Attempt attempt, LogDocument document)
    {
        if (attempt is { Mark: null, Invocation.Delivery: { } delivery, Failure: not null, Retry.NextAttemptAt: not null })
            return document.WithOriginal(vault.Seal(attempt.RequestId, delivery));
        if (attempt.Opened?.Original is not { IsEmpty: false } kept)
            return document;

        // Whether the work was done is still to be found out; or it is known by now.
        return document.WithOriginal(attempt.Retry is { Reason: RetryReason.LookupScheduled } ? kept : ReadOnlyMemory<byte>.Empty);
    }
}

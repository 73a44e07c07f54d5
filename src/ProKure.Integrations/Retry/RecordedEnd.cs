using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Retry;

/// <summary>
/// Where a delivery stands by what the log says of its last attempt, for when the worker that made the attempt could not say it itself. The log is where it is
/// true what happened. Pure.
/// </summary>
internal static class RecordedEnd
{
    private static readonly string LookupScheduled = WireName.Of(RetryReason.LookupScheduled);

    /// <param name="delivery">The delivery as the queue has it.</param>
    /// <param name="last">Its last attempt in the log; null for none.</param>
    /// <returns>The delivery as it is to stand; null where nobody knows how the attempt that was under way ended.</returns>
    public static Delivery? After(Delivery delivery, LogEntry? last)
    {
        if (last is null or { Status: LogStatus.Pending or LogStatus.Unknown } || IsCarriedOver(delivery, last))
            return null;

        var tried = delivery with
        {
            AttemptsMade = IsWait(last) ? last.Retry.AttemptNumber - 1 : last.Retry.AttemptNumber,
            FirstRequestId = delivery.FirstRequestId ?? last.ParentRequestId ?? last.RequestId,
            FirstAttemptAt = delivery.FirstAttemptAt ?? last.StartedAt,
            Failure = DeliveryFailures.Of(last),
        };
        if (last.Status == LogStatus.Success)
            return tried with { State = DeliveryState.Succeeded, Reason = null, EndedAt = last.CompletedAt };
        return last.Retry.NextRetryAt is { } next
            ? tried with { State = DeliveryState.Queued, NotBefore = next, EndedAt = null, Reason = ReasonOf(last) }
            : tried with { State = DeliveryState.Dead, Reason = last.Retry.Reason ?? WireName.Of(RetryReason.NotRequested), EndedAt = last.CompletedAt };
    }

    private static string? ReasonOf(LogEntry last) => last.Retry.Reason == LookupScheduled ? LookupScheduled : last.Error is { } error ? WireName.Of(error.Type) : null;

    // A delivery that was due when this attempt's plan said, or counts it already and waited for its turn since, has left that attempt behind it: the one that
    // was under way came after, and left no record.
    private static bool IsCarriedOver(Delivery delivery, LogEntry last) =>
        last.Retry.NextRetryAt == delivery.NotBefore || (last.Retry.NextRetryAt is not null && !IsWait(last) && last.Retry.AttemptNumber <= delivery.AttemptsMade);

    private static bool IsWait(LogEntry last) => last.Retry.NextRetryAt is not null && last.Error is { } failure && RetryPlanner.IsWait(failure.Type);
}

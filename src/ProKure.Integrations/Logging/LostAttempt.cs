using ProKure.Integrations.Capture;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Logging;

/// <summary>What becomes of an attempt whose process ended before it could say how the attempt ended. Every store marks it alike.</summary>
public static class LostAttempt
{
    private static readonly AttemptFailure Failure = new()
    {
        Type = ErrorType.ProcessLost,
        Phase = ErrorPhase.Wait,
        Side = ErrorSide.Ours,
        Message = "The hub's process ended before the answer was recorded. The other side may or may not have done the work.",
    };

    /// <summary>
    /// The entry as it stands once its process is known to be gone: <see cref="LogStatus.Unknown"/>, never failed, and without a duration, which nobody
    /// measured.
    /// </summary>
    /// <param name="pending">The entry as its process left it.</param>
    /// <param name="now">The time to write as the end.</param>
    public static LogEntry Of(LogEntry pending, DateTimeOffset now) => pending with
    {
        Status = LogStatus.Unknown,
        IsSuccess = null,
        CompletedAt = now.TruncateToMilliseconds(),
        Error = new LogError
        {
            Type = Failure.Type,
            Phase = Failure.Phase,
            Side = Failure.Side,
            Message = Failure.Message,
            Fingerprint = ErrorFingerprint.Of(pending.SystemCode, pending.EndpointCode, Failure, responseStatus: null),
        },
    };
}

using ProKure.Integrations.Capture;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Retry;

/// <summary>Puts down how a delivery's last attempt failed.</summary>
internal static class DeliveryFailures
{
    public static DeliveryFailure? Of(InvocationResult result) => result.Failure is { } failure
        ? new DeliveryFailure(failure.Type, failure.Side, failure.Message, result.Fingerprint ?? "", result.ResponseStatus, !failure.CertainlyNotReceived)
        : null;

    public static DeliveryFailure? Of(LogEntry entry) => entry.Error is { } error
        ? new DeliveryFailure(error.Type, error.Side, error.Message, error.Fingerprint, entry.ResponseStatus, MayHaveBeenReceived(error))
        : null;

    /// <summary>The process ended during the attempt.</summary>
    public static DeliveryFailure ProcessLost(Delivery delivery, string message)
    {
        var failure = new AttemptFailure { Type = ErrorType.ProcessLost, Phase = ErrorPhase.Send, Side = ErrorSide.Ours, Message = message };
        return new DeliveryFailure(failure.Type, failure.Side, message, ErrorFingerprint.Of(delivery.SystemCode, delivery.EndpointCode, failure, null), null, MayHaveBeenReceived: true);
    }

    // The record does not say what happened on the wire; type and phase do, and where they leave it open, the worse is taken.
    private static bool MayHaveBeenReceived(LogError error) =>
        !new AttemptFailure { Type = error.Type, Phase = error.Phase, Side = error.Side, Message = error.Message }.CertainlyNotReceived;
}

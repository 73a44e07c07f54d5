using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Retry;

/// <summary>Whether sending a delivery once more might do its work a second time. Pure.</summary>
internal static class DoubtfulOutcome
{
    private static readonly string Lost = WireName.Of(RetryReason.ProcessLost);
    private static readonly string Poison = WireName.Of(RetryReason.Poison);
    private static readonly string Unknown = WireName.Of(RetryReason.UnknownOutcome);
    private static readonly string NotDone = WireName.Of(RetryReason.FoundNotDone);

    /// <param name="idempotency">What a repeated request does there; null where the endpoint is gone, which is taken for the worst.</param>
    /// <param name="reason">Why the delivery stands where it stands.</param>
    /// <param name="type">What went wrong last.</param>
    /// <param name="responseStatus">HTTP status of the answer.</param>
    /// <param name="mayHaveBeenReceived">Whether the other side may have the request.</param>
    public static bool MayDoItTwice(Idempotency? idempotency, string? reason, ErrorType? type, int? responseStatus, bool mayHaveBeenReceived)
    {
        if (idempotency is Idempotency.Idempotent or Idempotency.IdempotentWithKey)
            return false;
        if (reason == NotDone)
            return false;
        if (reason == Lost || reason == Poison || reason == Unknown)
            return true;
        return mayHaveBeenReceived && !IsRefusal(type, responseStatus);
    }

    // The other side has read the request and says that it did not do it.
    private static bool IsRefusal(ErrorType? type, int? responseStatus) =>
        type == ErrorType.BusinessRule || (type == ErrorType.HttpStatus && responseStatus is >= 400 and < 500 and not 408);
}

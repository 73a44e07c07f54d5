using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Outcomes;

namespace ProKure.Integrations.Retry;

/// <summary>
/// Where a delivery goes whose payload cannot be decrypted. Where only the master key is missing, it waits: while keys are being renewed another hub has it, and this one may get it. It waits without using up an
/// attempt, for as long as the retry policy allows; a row that was changed does not mend itself. Either ends as a dead letter, with everything in its place for a replay.
/// </summary>
internal sealed partial class UnreadablePayloads(ConfigurationSnapshots snapshots, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, byte> _told = new(StringComparer.Ordinal);

    public Delivery After(PayloadUnreadableException fault, bool isCancelled)
    {
        var (delivery, now) = (fault.Delivery, time.GetUtcMilliseconds());
        if (isCancelled)
        {
            var reason = delivery.MayHaveBeenReceived ? RetryReason.CancelledAfterSend : RetryReason.CancelledBeforeSend;
            return delivery with { State = DeliveryState.Cancelled, Reason = WireName.Of(reason), EndedAt = now };
        }

        var policy = snapshots.Current.FindSystem(delivery.SystemCode)?.FindEndpoint(delivery.EndpointCode)?.RetryPolicy;
        var (first, next) = (delivery.FirstAttemptAt ?? now, (now + Wait(now - delivery.CreatedAt)).TruncateToMilliseconds());
        if (fault.MissingKeyId is { } keyId && RetryPlanner.MayWaitUntil(next, policy, first))
        {
            if (_told.TryAdd(keyId, 0))
                Log.KeyMissing(logger, keyId, delivery.Id);
            var reason = DeliveryLookups.IsDue(delivery) ? delivery.Reason : WireName.Of(RetryReason.PayloadKeyMissing);
            return delivery with { State = DeliveryState.Queued, NotBefore = next, FirstAttemptAt = first, Reason = reason };
        }

        Log.Unreadable(logger, delivery.Id, delivery.SystemCode, delivery.EndpointCode, fault);
        return delivery with { State = DeliveryState.Dead, Reason = WireName.Of(RetryReason.PayloadUnreadable), Failure = FailureOf(delivery, fault.MissingKeyId), EndedAt = now };
    }

    // The older it is the longer: what is just being accepted waits for keys that are on their way, what has lain for hours need not be taken every minute.
    private static TimeSpan Wait(TimeSpan age) => TimeSpan.FromTicks(Math.Clamp(age.Ticks / 4, ShortestWait.Ticks, LongestWait.Ticks));

    private static DeliveryFailure FailureOf(Delivery delivery, string? missingKeyId)
    {
        var failure = new AttemptFailure
        {
            Type = ErrorType.Configuration,
            Phase = ErrorPhase.Resolve,
            Side = ErrorSide.Configuration,
            Message = missingKeyId is null
                ? $"The payload cannot be decrypted with the master key '{delivery.PayloadKeyId}': what the queue holds was changed, or the key has another one's id."
                : $"The payload is encrypted with the master key '{missingKeyId}', which is not there.",
        };
        return new DeliveryFailure(
            failure.Type, failure.Side, failure.Message, ErrorFingerprint.Of(delivery.SystemCode, delivery.EndpointCode, failure, null), null,
            delivery.MayHaveBeenReceived);
    }

    private static partial class Log
    {
        [LoggerMessage(2202, LogLevel.Error,
            "Payloads of deliveries are encrypted with the master key '{KeyId}', which this hub does not have (delivery {DeliveryId} is one); they wait until it or another hub has it")]
        public static partial void KeyMissing(ILogger logger, string keyId, Guid deliveryId);

        [LoggerMessage(2203, LogLevel.Error, "The payload of delivery {DeliveryId} to {System}/{Endpoint} cannot be decrypted; it is a dead letter now")]
        public static partial void Unreadable(ILogger logger, Guid deliveryId, string system, string endpoint, Exception reason);
    }
}

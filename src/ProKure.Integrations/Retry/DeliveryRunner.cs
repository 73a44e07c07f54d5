using Microsoft.Extensions.Logging;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;

namespace ProKure.Integrations.Retry;

/// <summary>Makes one attempt of a delivery and says where the delivery stands after it.</summary>
internal sealed class DeliveryRunner(
    InvocationPipeline pipeline, ConfigurationSnapshots snapshots, IIntegrationLogStore log, DeliveryVault vault, TimeProvider time, ILogger logger, PinnedPlans? pins = null)
{
    /// <summary>How often the process may be lost during one delivery before the delivery is taken for the cause.</summary>
    public const int MostInterruptions = 2;

    internal const string LostMessage = "The hub's process ended during the attempt; whether the request was received is not known.";
    internal const string PoisonMessage =
        "The hub's process ended twice while it worked on this delivery, perhaps because of it; it is not run again until a person has looked at it.";

    private readonly AttemptRecords _records = new(log);
    private readonly DeliveryLookups _lookups = new(pipeline, snapshots, log, vault, time, logger);
    private readonly UnreadablePayloads _unreadable = new(snapshots, time, logger);

    /// <param name="lease">The worker's hold on the delivery.</param>
    /// <param name="cancelled">Fires when a person asks to end the delivery.</param>
    /// <returns>The delivery as it is to be released.</returns>
    /// <exception cref="LogStoreUnavailableException">
    /// How an interrupted attempt ended cannot be looked up now, and repeating it might do harm: the delivery is to be left until it can.
    /// </exception>
    public async Task<Delivery> RunAsync(DeliveryLease lease, CancellationToken cancelled)
    {
        try
        {
            return await GoOnAsync(lease, cancelled);
        }
        catch (PayloadUnreadableException fault)
        {
            return _unreadable.After(fault, cancelled.IsCancellationRequested);
        }
    }

    // The payload is opened where it is needed, so that one which cannot be read stops nothing that goes without it.
    private async Task<Delivery> GoOnAsync(DeliveryLease lease, CancellationToken cancelled)
    {
        var delivery = lease.Delivery;
        if (DeliveryLookups.IsDue(delivery))
            return await _lookups.AskAsync(delivery, cancelled);
        var known = lease.WasInterrupted ? await FindEndAsync(delivery, cancelled) : null;
        if (known is { State: not DeliveryState.Queued })
            return known;
        if (known is null && lease.WasInterrupted && !MayRepeat(delivery) && await _lookups.AfterLossAsync(delivery, cancelled) is { } asked)
            return asked;
        if (delivery.Interruptions >= MostInterruptions)
            return Given(known ?? delivery, RetryReason.Poison, PoisonMessage);
        if (known is not null)
            return known;
        if (lease.WasInterrupted && !MayRepeat(delivery))
            return Given(delivery, RetryReason.ProcessLost, LostMessage);
        var invocation = InvocationOf(vault.Open(delivery)) with { Pinned = pins is null ? null : await pins.FindAsync(delivery, CancellationToken.None) };
        return After(delivery, await pipeline.RunAsync(invocation, cancelled), cancelled.IsCancellationRequested);
    }

    // The worker that was interrupted may have recorded how its attempt ended before it could release the delivery.
    private async Task<Delivery?> FindEndAsync(Delivery delivery, CancellationToken cancelled)
    {
        try
        {
            return RecordedEnd.After(delivery, await _records.FindLastAsync(delivery.CorrelationId, delivery.Id, cancelled));
        }
        catch (LogStoreUnavailableException) when (MayRepeat(delivery))
        {
            return null;
        }
    }

    private bool MayRepeat(Delivery delivery) =>
        snapshots.Current.FindSystem(delivery.SystemCode)?.FindEndpoint(delivery.EndpointCode)?.Endpoint.Idempotency
            is Idempotency.Idempotent or Idempotency.IdempotentWithKey;

    private Delivery Given(Delivery delivery, RetryReason reason, string message) => delivery with
    {
        State = DeliveryState.Dead,
        Reason = WireName.Of(reason),
        Failure = DeliveryFailures.ProcessLost(delivery, message),
        EndedAt = time.GetUtcMilliseconds(),
    };

    /// <summary>The delivery as the pipeline runs it.</summary>
    public static Invocation InvocationOf(Delivery delivery) => new()
    {
        SystemCode = delivery.SystemCode,
        EndpointCode = delivery.EndpointCode,
        Payload = delivery.PayloadKeyId is null ? delivery.Payload : throw new InvalidOperationException($"The payload of delivery {delivery.Id} is encrypted yet."),
        CorrelationId = CorrelationId.TryParse(delivery.CorrelationId, out var id)
            ? id
            : throw new InvalidOperationException($"Delivery {delivery.Id} has the correlation id '{delivery.CorrelationId}', which is none."),
        Context = delivery.Context,
        Actor = delivery.AttemptsMade == 0 ? delivery.Actor : delivery.Actor with { TriggeredBy = TriggeredBy.Retry },
        TraceParent = delivery.TraceParent,
        IdempotencyKey = delivery.IdempotencyKey,
        Delivery = delivery,
        Chain = new AttemptChain(delivery.Id, delivery.AttemptsMade, delivery.FirstRequestId, delivery.FirstAttemptAt, delivery.NotBefore, HasWaited(delivery)),
    };

    private static bool HasWaited(Delivery delivery) => WireName.TryParse<ErrorType>(delivery.Reason, out var type) && RetryPlanner.IsWait(type);

    private static Delivery After(Delivery delivery, InvocationResult result, bool isCancelled)
    {
        // The time that the policy allows runs while it waits, too: it must end some day.
        if (result.IsWait && !isCancelled)
        {
            return delivery with
            {
                State = DeliveryState.Queued,
                NotBefore = result.Retry!.NextAttemptAt!.Value,
                FirstAttemptAt = delivery.FirstAttemptAt ?? result.StartedAt,
                Reason = WireName.Of(result.Failure!.Type),
            };
        }

        var tried = delivery with
        {
            AttemptsMade = delivery.AttemptsMade + (result.Retry is { CountsAsAttempt: false } ? 0 : 1),
            FirstRequestId = delivery.FirstRequestId ?? result.ParentRequestId ?? (result.IsWait ? null : result.RequestId),
            FirstAttemptAt = delivery.FirstAttemptAt ?? result.StartedAt,
            Failure = DeliveryFailures.Of(result),
        };
        if (result.Failure is not { } failure)
            return tried with { State = DeliveryState.Succeeded, Reason = null, EndedAt = result.CompletedAt };
        if (isCancelled)
        {
            var reason = failure.CertainlyNotReceived ? RetryReason.CancelledBeforeSend : RetryReason.CancelledAfterSend;
            return tried with { State = DeliveryState.Cancelled, Reason = WireName.Of(reason), EndedAt = result.CompletedAt };
        }

        return result.Retry?.NextAttemptAt is { } next
            ? tried with { State = DeliveryState.Queued, NotBefore = next, Reason = ReasonOf(result) }
            : tried with { State = DeliveryState.Dead, Reason = WireName.Of(result.Retry?.Reason ?? RetryReason.NotRequested), EndedAt = result.CompletedAt };
    }

    private static string ReasonOf(InvocationResult result) => result.Retry is { Reason: RetryReason.LookupScheduled }
        ? WireName.Of(RetryReason.LookupScheduled)
        : WireName.Of(result.Failure!.Type);
}

using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Retry;

/// <summary>Makes one attempt of a delivery and says where the delivery stands after it.</summary>
internal sealed class DeliveryRunner(InvocationPipeline pipeline, ConfigurationSnapshots snapshots, IIntegrationLogStore log)
{
    private readonly AttemptRecords _records = new(log);

    /// <returns>The delivery as it is to be released.</returns>
    /// <exception cref="LogStoreUnavailableException">
    /// How an interrupted attempt ended cannot be looked up now, and repeating it might do harm: the delivery is to be left until it can.
    /// </exception>
    public async Task<Delivery> RunAsync(DeliveryLease lease, CancellationToken stopping)
    {
        var delivery = lease.Delivery;
        if (lease.WasInterrupted)
        {
            if (await FindEndAsync(delivery, stopping) is { } known)
                return known;
            if (!MayRepeat(delivery))
                return delivery with { State = DeliveryState.Dead, Reason = WireName.Of(RetryReason.ProcessLost) };
        }

        return After(delivery, await pipeline.RunAsync(InvocationOf(delivery), stopping));
    }

    // The worker that was interrupted may have recorded how its attempt ended before it could release the delivery.
    private async Task<Delivery?> FindEndAsync(Delivery delivery, CancellationToken stopping)
    {
        try
        {
            return RecordedEnd.After(delivery, await _records.FindLastAsync(delivery.CorrelationId, delivery.Id, stopping));
        }
        catch (LogStoreUnavailableException) when (MayRepeat(delivery))
        {
            return null;
        }
    }

    private bool MayRepeat(Delivery delivery) =>
        snapshots.Current.FindSystem(delivery.SystemCode)?.FindEndpoint(delivery.EndpointCode)?.Endpoint.Idempotency
            is Idempotency.Idempotent or Idempotency.IdempotentWithKey;

    private static Invocation InvocationOf(Delivery delivery) => new()
    {
        SystemCode = delivery.SystemCode,
        EndpointCode = delivery.EndpointCode,
        Payload = delivery.Payload,
        CorrelationId = CorrelationId.TryParse(delivery.CorrelationId, out var id)
            ? id
            : throw new InvalidOperationException($"Delivery {delivery.Id} has the correlation id '{delivery.CorrelationId}', which is none."),
        Context = delivery.Context,
        Actor = delivery.AttemptsMade == 0 ? delivery.Actor : delivery.Actor with { TriggeredBy = TriggeredBy.Retry },
        IdempotencyKey = delivery.IdempotencyKey,
        Chain = new AttemptChain(delivery.Id, delivery.AttemptsMade, delivery.FirstRequestId, delivery.FirstAttemptAt, delivery.NotBefore),
    };

    private static Delivery After(Delivery delivery, InvocationResult result)
    {
        var tried = delivery with
        {
            AttemptsMade = delivery.AttemptsMade + (result.Retry is { CountsAsAttempt: false } ? 0 : 1),
            FirstRequestId = delivery.FirstRequestId ?? result.ParentRequestId ?? result.RequestId,
            FirstAttemptAt = delivery.FirstAttemptAt ?? result.StartedAt,
        };
        if (result.Failure is null)
            return tried with { State = DeliveryState.Succeeded, Reason = null };
        return result.Retry?.NextAttemptAt is { } next
            ? tried with { State = DeliveryState.Queued, NotBefore = next, Reason = WireName.Of(result.Failure.Type) }
            : tried with { State = DeliveryState.Dead, Reason = WireName.Of(result.Retry?.Reason ?? RetryReason.NotRequested) };
    }
}

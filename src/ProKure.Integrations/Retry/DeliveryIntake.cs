using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Retry;

/// <summary>Takes invocations over: once accepted, the scheduler owns them until they end.</summary>
public sealed class DeliveryIntake(
    IDeliveryQueue queue, DeliverySignal signal, ConfigurationSnapshots snapshots, InvocationPipeline pipeline, TimeProvider time)
{
    /// <summary>Keeps the invocation as a delivery; durable on return. One that cannot be called at all is refused, and the refusal recorded, by the pipeline.</summary>
    /// <param name="invocation">What to run.</param>
    /// <param name="notBefore">When to run it first; null for at once.</param>
    /// <param name="cancellationToken">Ends the wait; the delivery may or may not have been accepted.</param>
    /// <exception cref="StoreUnavailableException">The queue takes nothing now: the intent could not be kept.</exception>
    public async Task<DeliveryIntakeResult> AcceptAsync(Invocation invocation, DateTimeOffset? notBefore, CancellationToken cancellationToken)
    {
        var (plan, refusal) = EndpointResolution.Of(snapshots.Current, invocation.SystemCode, invocation.EndpointCode);
        if (plan is null || refusal is not null)
            return new DeliveryIntakeResult(null, await pipeline.RunAsync(invocation, cancellationToken));

        var now = time.GetUtcMilliseconds();
        var id = invocation.Id ?? Guid.CreateVersion7(now);
        var delivery = new Delivery
        {
            Id = id,
            SystemCode = invocation.SystemCode,
            EndpointCode = invocation.EndpointCode,
            ConfigVersion = plan.Version,
            CorrelationId = invocation.CorrelationId.ToString(),
            Payload = invocation.Payload,
            Context = invocation.Context,
            Actor = invocation.Actor,
            IdempotencyKey = invocation.IdempotencyKey ?? id.ToString(),
            CreatedAt = now,
            NotBefore = notBefore is { } start && start > now ? start.TruncateToMilliseconds() : now,
        };
        await queue.EnqueueAsync(delivery, cancellationToken);
        signal.Set();
        return new DeliveryIntakeResult(delivery, null);
    }
}

/// <summary>What became of an invocation handed over.</summary>
/// <param name="Delivery">The delivery, when it was accepted.</param>
/// <param name="Refusal">How the pipeline refused it, when it was not.</param>
public sealed record DeliveryIntakeResult(Delivery? Delivery, InvocationResult? Refusal);

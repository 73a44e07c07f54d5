using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Retry;

/// <summary>Takes invocations over: once accepted, the scheduler owns them until they end.</summary>
public sealed class DeliveryIntake(
    DeliveryAdmission admission, ConfigurationSnapshots snapshots, InvocationPipeline pipeline, TimeProvider time)
{
    /// <summary>Keeps the invocation as a delivery; durable on return. One that cannot be called at all is refused, and the refusal recorded, by the pipeline.</summary>
    /// <param name="invocation">What to run.</param>
    /// <param name="options">When and how urgently.</param>
    /// <param name="cancellationToken">Ends the wait; the delivery may or may not have been accepted.</param>
    /// <exception cref="StoreUnavailableException">The queue takes nothing now: the intent could not be kept.</exception>
    public async Task<DeliveryIntakeResult> AcceptAsync(Invocation invocation, DeliveryOptions options, CancellationToken cancellationToken)
    {
        var snapshot = snapshots.Current;
        var (plan, refusal) = EndpointResolution.Of(snapshot, invocation.SystemCode, invocation.EndpointCode);
        if (plan is null || refusal is not null)
            return new DeliveryIntakeResult(null, await pipeline.RunAsync(invocation, cancellationToken));

        string? orderKey;
        try
        {
            orderKey = EntityOrder.KeyOf(plan, invocation, cancellationToken);
        }
        catch (EntityOrderException fault)
        {
            return new DeliveryIntakeResult(null, null, fault.Message);
        }

        var now = time.GetUtcMilliseconds();
        var id = invocation.Id ?? Guid.CreateVersion7(now);
        var delivery = new Delivery
        {
            Id = id,
            SystemCode = invocation.SystemCode,
            EndpointCode = invocation.EndpointCode,
            ConfigVersion = plan.Version,
            ConfigRevision = snapshot.Configuration.Revision,
            Priority = options.Priority ?? plan.Endpoint.Priority,
            OrderKey = orderKey,
            BlocksOrder = plan.Endpoint.OrderByEntity is not { AfterDeadLetter: AfterDeadLetter.GoOn },
            CorrelationId = invocation.CorrelationId.ToString(),
            Payload = invocation.Payload,
            Context = invocation.Context,
            Actor = invocation.Actor,
            TraceParent = invocation.TraceParent,
            IdempotencyKey = invocation.IdempotencyKey ?? id.ToString(),
            CreatedAt = now,
            NotBefore = options.NotBefore is { } start && start > now ? start.TruncateToMilliseconds() : now,
        };
        await admission.AdmitAsync(delivery, cancellationToken);
        return new DeliveryIntakeResult(delivery, null);
    }
}

/// <summary>How an invocation wants to be delivered.</summary>
/// <param name="NotBefore">When to run it first; null for at once.</param>
/// <param name="Priority">1 to 9, 1 first; null takes the endpoint's.</param>
public sealed record DeliveryOptions(DateTimeOffset? NotBefore = null, int? Priority = null);

/// <summary>What became of an invocation handed over.</summary>
/// <param name="Delivery">The delivery, when it was accepted.</param>
/// <param name="Refusal">How the pipeline refused it, when it did.</param>
/// <param name="Fault">What the invocation lacks to be queued, when it does.</param>
public sealed record DeliveryIntakeResult(Delivery? Delivery, InvocationResult? Refusal, string? Fault = null);

using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Reconciliation;

/// <summary>
/// Looks again at deliveries that were given up because their process was lost: the record of how the attempt ended may have come later, through a spool. Then the
/// delivery goes where the record says.
/// </summary>
internal sealed class LostDeliveries(
    IDeliveryQueue queue, IIntegrationLogStore log, ConfigurationSnapshots snapshots, DeliverySignal signal, TimeSpan rest, ReconciliationReport report, TimeProvider time)
    : IReconciliationStep
{
    private const int DeliveriesPerPass = 50;
    private static readonly string Lost = WireName.Of(RetryReason.ProcessLost);

    private readonly AttemptRecords _records = new(log);
    private Guid? _after;
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public string Name => "lost_deliveries";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _next)
            return;
        var dead = await queue.ListDeadAsync(Lost, _after, DeliveriesPerPass, cancellationToken);
        foreach (var delivery in dead)
        {
            await ReviseAsync(delivery, cancellationToken);
            _after = delivery.Id;
        }

        if (dead.Count < DeliveriesPerPass)
            (_after, _next) = (null, time.GetUtcNow() + rest);
    }

    private async Task ReviseAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var last = await _records.FindLastAsync(delivery.CorrelationId, delivery.Id, cancellationToken);
        if (RecordedEnd.After(delivery, last) is not { } known)
            return;
        if (known.State == DeliveryState.Queued && IsTooLate(known))
        {
            known = known with
            {
                State = DeliveryState.Dead,
                NotBefore = delivery.NotBefore,
                Reason = WireName.Of(RetryReason.DeadlinePassed),
                EndedAt = time.GetUtcMilliseconds(),
            };
        }

        if (!await queue.ReviseAsync(delivery, known, cancellationToken))
            return;
        report.Mended(ReconciliationKind.DeliveriesRevised, 1);
        if (known.State == DeliveryState.Queued)
            signal.Set();
    }

    // By now a person may have done by hand what was given up.
    private bool IsTooLate(Delivery delivery)
    {
        var policy = snapshots.Current.FindSystem(delivery.SystemCode)?.FindEndpoint(delivery.EndpointCode)?.RetryPolicy;
        return policy is null || time.GetUtcNow() > delivery.FirstAttemptAt + policy.Deadline;
    }
}

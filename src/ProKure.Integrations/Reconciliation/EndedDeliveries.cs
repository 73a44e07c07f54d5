using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.Integrations.Reconciliation;

/// <summary>Removes deliveries and replay jobs that are over and were kept long enough, a few hundred at a time.</summary>
internal sealed class EndedDeliveries(
    IDeliveryQueue queue, IReplayJobStore jobs, DeliveryRetention retention, ReconcilerOptions options, ReconciliationReport report, TimeProvider time) : IReconciliationStep
{
    private const int Batch = 500;
    private const int BatchesPerPass = 20;

    private DateTimeOffset _next = DateTimeOffset.MinValue;

    public string Name => "ended_deliveries";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (now < _next)
            return;
        var before = retention.DeliveriesEndedBefore;
        for (var batch = 0; batch < BatchesPerPass; batch++)
        {
            var removed = await queue.RemoveEndedAsync(before, Batch, cancellationToken);
            report.Mended(ReconciliationKind.DeliveriesRemoved, removed);
            if (removed < Batch)
            {
                report.Mended(ReconciliationKind.DeliveriesRemoved, await jobs.RemoveFinishedAsync(before, Batch, cancellationToken));
                _next = now + options.UpkeepInterval;
                return;
            }
        }
    }
}

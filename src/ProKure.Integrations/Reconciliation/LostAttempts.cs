using ProKure.Integrations.Fleet;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;

namespace ProKure.Integrations.Reconciliation;

/// <summary>
/// Finds attempts that are in flight by the log, but whose process is gone, and marks them unknown. Where a caller waited for one, a look-up is to find out what became of it.
/// </summary>
/// <remarks>
/// A process that lives must not be taken for dead. After the fleet's store was away, all of them have been silent for long and beat again one by one: so nobody judges who
/// has not led, without a break, for longer than a process may be silent. A process that has just started may not have beaten yet: so only documents count that are
/// older than twice that. Whoever is marked wrongly all the same completes its document later, and the end that is known replaces the unknown one.
/// </remarks>
internal sealed class LostAttempts(
    IFleetStore fleet, LostAttemptMarker marker, LostCalls calls, HubInstance instance, TimeSpan silence, Func<TimeSpan> heldFor, ReconciliationReport report,
    TimeProvider time)
    : IReconciliationStep
{
    public string Name => "lost_attempts";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (heldFor() <= silence)
            return;
        var live = await fleet.GetLiveAsync(silence, cancellationToken);

        // A leader that is not alive itself sees a fleet that it should not judge; and the answer may be as old as the lease by now.
        if (!live.Any(member => member.InstanceId == instance.Id) || heldFor() <= silence)
            return;
        var marked = await marker.MarkAsync([.. live.Select(member => member.InstanceId)], time.GetUtcMilliseconds() - (silence * 2), cancellationToken);
        report.Mended(ReconciliationKind.AttemptsMarkedUnknown, marked.Count);

        // What is not done now, because the process ends or a store goes away, is done when their turn to be looked at comes.
        foreach (var entry in marked)
            report.Mended(ReconciliationKind.CallsHandedOver, await calls.HandOverAsync(entry, cancellationToken) ? 1 : 0);
    }
}

using ProKure.Integrations.Fleet;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Reconciliation;

/// <summary>Finds attempts that are in flight by the log, but whose process is gone, and marks them unknown.</summary>
/// <remarks>
/// A process that lives must not be taken for dead. After the fleet's store was away, all of them have been silent for long and beat again one by one: so nobody judges who
/// has not led, without a break, for longer than a process may be silent. A process that has just started may not have beaten yet: so only documents count that are
/// older than twice that. Whoever is marked wrongly all the same completes its document later, and the end that is known replaces the unknown one.
/// </remarks>
internal sealed class LostAttempts(
    IFleetStore fleet, LostAttemptMarker marker, HubInstance instance, TimeSpan silence, Func<TimeSpan> heldFor, ReconciliationReport report, TimeProvider time)
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
        report.Mended(ReconciliationKind.AttemptsMarkedUnknown, marked);
    }
}

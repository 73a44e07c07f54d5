using Microsoft.Extensions.Options;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Originals;
using ProKure.Integrations.Repeats;

namespace ProKure.Integrations.Reconciliation;

/// <summary>How long what deliveries leave behind is kept.</summary>
public sealed class DeliveryRetention(
    ConfigurationSnapshots snapshots, IOptions<ReconcilerOptions> reconciler, IOptions<OriginalOptions> originals, IOptions<IdempotencyOptions> keys, TimeProvider time)
{
    // Clocks of hubs may differ.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>
    /// Deliveries that ended before this are kept no longer. None goes while a repeat of its invocation may come, which would then be accepted anew, or while an original of it may be kept, from which
    /// it would be made anew.
    /// </summary>
    public DateTimeOffset DeliveriesEndedBefore
    {
        get
        {
            var kept = reconciler.Value.KeepDeliveries;
            foreach (var other in new[] { originals.Value.KeepFor, IdempotencyKeyUpkeep.KeptFor(keys.Value, snapshots.Current.Configuration) })
                kept = other + Margin > kept ? other + Margin : kept;
            return time.GetUtcNow() - kept;
        }
    }

    /// <summary>Whether what is kept of the attempt's original was kept long enough.</summary>
    internal bool IsOriginalTooOld(LogEntry entry) => entry.StartedAt < time.GetUtcNow() - originals.Value.KeepFor;

    /// <summary>Whether the attempt's delivery may have ended and been removed since, so that its absence means nothing.</summary>
    internal bool MayHaveRemovedDelivery(LogEntry entry) => entry.StartedAt < DeliveriesEndedBefore;
}

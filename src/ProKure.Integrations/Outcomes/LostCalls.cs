using Microsoft.Extensions.Logging;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Originals;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Outcomes;

/// <summary>
/// Calls whose caller waited and whose process died before it was known whether the work was done. A delivery asks in its stead, as the process itself would have done. Harmless when it is done
/// twice, or by two: the delivery's id follows from the attempt's.
/// </summary>
public sealed partial class LostCalls(
    IIntegrationLogStore log, IDeliveryQueue queue, DeliveryAdmission admission, OriginalVault vault, ConfigurationSnapshots snapshots, TimeProvider time, ILogger<LostCalls> logger)
{
    private static readonly string Scheduled = WireName.Of(RetryReason.LookupScheduled);

    // What the process does after its call has ended, the look-up that it asks itself included, takes no longer than the call's own time limit and this.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>Whether it is still to be found out if the attempt's work was done.</summary>
    internal static bool IsOpen(LogEntry entry) =>
        entry is { Status: LogStatus.Unknown, Retry.Reason: null } || (entry.Status is not (LogStatus.Pending or LogStatus.Success) && entry.Retry.Reason == Scheduled);

    /// <summary>Hands the call over, where nobody asks yet.</summary>
    /// <returns>Whether it was handed over now.</returns>
    /// <exception cref="StoreUnavailableException">A store cannot be asked now.</exception>
    public async Task<bool> HandOverAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        if (entry is not { HasOriginal: true, DeliveryId: null } || !IsOpen(entry))
            return false;
        if (snapshots.Current.FindSystem(entry.SystemCode)?.FindEndpoint(entry.EndpointCode) is not { Lookup: { } rule } plan)
            return false;
        var now = time.GetUtcMilliseconds();
        if (entry.Status != LogStatus.Unknown && now < entry.CompletedAt + plan.Timeout + Grace)
            return false;
        if (await queue.FindAsync(FollowUp.IdFor(entry.RequestId), cancellationToken) is not null)
            return false;
        if (await OpenAsync(entry, cancellationToken) is not { } kept)
            return false;

        // First, so that what the delivery finds stands last. A process that ends in between leaves an attempt that is still open, which is handed over the next time.
        await log.NoteFindingAsync(entry.RequestId, Scheduled, null, cancellationToken);
        var due = (entry.StartedAt + rule.DelayAfter(0)).TruncateToMilliseconds();
        await admission.AdmitAsync(
            kept with
            {
                CreatedAt = now,
                NotBefore = due > now ? due : now,
                Failure = DeliveryFailures.Of(entry) ?? DeliveryFailures.ProcessLost(kept, DeliveryRunner.LostMessage),
            },
            cancellationToken);
        Log.HandedOver(logger, entry.RequestId, entry.SystemCode, entry.EndpointCode, kept.Id);
        return true;
    }

    private async Task<Delivery?> OpenAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        if (await log.FindOriginalAsync(entry.RequestId, cancellationToken) is not { } kept)
            return null;
        try
        {
            return vault.Open(entry.RequestId, kept);
        }
        catch (Exception fault) when (fault is MasterKeyException or InvalidDataException)
        {
            Log.NotOpened(logger, entry.RequestId, fault);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1612, LogLevel.Warning, "The process died during call {RequestId} at {System}/{Endpoint}: delivery {DeliveryId} asks whether the work was done")]
        public static partial void HandedOver(ILogger logger, Guid requestId, string system, string endpoint, Guid deliveryId);

        [LoggerMessage(1613, LogLevel.Error, "Whether the work of attempt {RequestId} was done is not known, and nobody will ask: what was kept of it cannot be read")]
        public static partial void NotOpened(ILogger logger, Guid requestId, Exception reason);
    }
}

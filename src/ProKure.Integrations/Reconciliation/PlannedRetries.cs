using Microsoft.Extensions.Logging;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Originals;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Reconciliation;

/// <summary>
/// A planned retry whose delivery is gone, as after an older backup of the queue was restored, gets it again from the attempt's record: the same delivery, where the record says that it stands. One that is
/// there by then stays as it is, so that doing it twice, or by two, does it once.
/// </summary>
internal sealed partial class PlannedRetries(
    IDeliveryQueue queue, IIntegrationLogStore log, DeliveryAdmission admission, OriginalVault vault, ConfigurationSnapshots snapshots, DeliveryRetention retention,
    ReconciliationReport report, TimeProvider time, ILogger logger)
{
    private const string Gone = "There is no such delivery in the queue";
    private const string AskAnew = "Whoever asked for it has to ask again: the log, being redacted, is no source for its payload.";
    private const string WithoutKey = $"{Gone}, and its attempt keeps no original of it, since there is no master key (MasterKeys). {AskAnew}";
    private const string TooOld = $"{Gone}, and its attempt is older than originals are kept (Originals:KeepFor). {AskAnew}";
    private const string NotKept = $"{Gone}, and its attempt keeps no original of it: the payload was longer than Originals:MaxBytes, or there was no master key then. {AskAnew}";
    private const string NotPlanned = $"{Gone}, and its attempt's record says nothing of another attempt.";
    private const string NotReadable =
        $"{Gone}, and the original that its attempt keeps of it cannot be decrypted. Give the hub the master key that it was written with; else whoever asked for it has to ask again.";

    private static readonly string LookupScheduled = WireName.Of(RetryReason.LookupScheduled);

    private readonly AttemptRecords _records = new(log);

    // A delivery that is queued or running will make the attempt; one that ended did so later, or lost its process, which LostDeliveries looks after.
    public async Task CheckAsync(LogEntry entry, CancellationToken cancellationToken)
    {
        if (entry is not { DeliveryId: { } deliveryId, Retry.NextRetryAt: { } plannedAt } || report.IsKnown(entry.RequestId) || retention.MayHaveRemovedDelivery(entry))
            return;
        if (await queue.FindAsync(deliveryId, cancellationToken) is not null)
            return;
        var last = await _records.FindLastAsync(entry.CorrelationId, deliveryId, cancellationToken);
        if (last?.RequestId != entry.RequestId)
            return;
        if (await ReasonAgainstAsync(last, cancellationToken) is { } reason)
            report.NotMendable(new UnmendableRetry(entry.RequestId, deliveryId, entry.SystemCode, entry.EndpointCode, entry.Context.EntityId, plannedAt, reason));
    }

    /// <returns>Why it cannot be planned; null when it is.</returns>
    private async Task<string?> ReasonAgainstAsync(LogEntry last, CancellationToken cancellationToken)
    {
        if (retention.IsOriginalTooOld(last))
            return TooOld;
        if (await log.FindOriginalAsync(last.RequestId, cancellationToken) is not { } kept)
            return vault.KeepsAny ? NotKept : WithoutKey;
        try
        {
            return RecordedEnd.After(vault.Open(last.RequestId, kept), last) is { } delivery ? await PlanAsync(last, delivery, cancellationToken) : NotPlanned;
        }
        catch (Exception fault) when (fault is MasterKeyException or InvalidDataException)
        {
            Log.NotOpened(logger, last.RequestId, fault);
            return NotReadable;
        }
    }

    private async Task<string?> PlanAsync(LogEntry last, Delivery delivery, CancellationToken cancellationToken)
    {
        await admission.AdmitAsync(IsTooLate(delivery) ? TooLate(delivery) : delivery, cancellationToken);
        report.Mended(ReconciliationKind.RetriesPlanned, 1);
        Log.Planned(logger, delivery.Id, delivery.SystemCode, delivery.EndpointCode, last.RequestId);
        return null;
    }

    // By now a person may have done by hand what the policy would not try any more. Asking does no harm at any time.
    private bool IsTooLate(Delivery delivery) =>
        delivery.Reason != LookupScheduled
        && snapshots.Current.FindSystem(delivery.SystemCode)?.FindEndpoint(delivery.EndpointCode)?.RetryPolicy is { } policy
        && time.GetUtcNow() > delivery.FirstAttemptAt + policy.Deadline;

    // Another of its order key may have the turn, which a dead letter that comes back must not take.
    private Delivery TooLate(Delivery delivery) => delivery with
    {
        State = DeliveryState.Dead,
        Reason = WireName.Of(RetryReason.DeadlinePassed),
        BlocksOrder = false,
        EndedAt = time.GetUtcMilliseconds(),
    };

    private static partial class Log
    {
        [LoggerMessage(1614, LogLevel.Warning, "Delivery {DeliveryId} to {System}/{Endpoint} was gone from the queue, and is back there from the record of attempt {RequestId}")]
        public static partial void Planned(ILogger logger, Guid deliveryId, string system, string endpoint, Guid requestId);

        [LoggerMessage(1615, LogLevel.Error, "What attempt {RequestId} keeps of its delivery, which is gone from the queue, cannot be read")]
        public static partial void NotOpened(ILogger logger, Guid requestId, Exception reason);
    }
}

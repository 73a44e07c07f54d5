using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Retry;

/// <summary>What people do to deliveries: end them, have them tried at once, see to dead letters, send them again.</summary>
public sealed class DeliveryControl(
    IDeliveryQueue queue, IDeliveryLedger ledger, DeliveryVault vault, RunningDeliveries running, DeliverySignal signal, ConfigurationSnapshots snapshots, TimeProvider time)
{
    // Another may change it between a look and an act; so often in a row it is no chance.
    private const int MaxTries = 5;

    /// <summary>Ends a delivery: one that waits at once; one that runs as well as may be, since the request may be under way.</summary>
    public Task<ControlResult> CancelAsync(Guid id, string actor, string? note, CancellationToken cancellationToken) => TryAsync(
        id,
        async delivery => delivery.State switch
        {
            DeliveryState.Queued or DeliveryState.Waiting => await CancelWaitingAsync(delivery, actor, note, cancellationToken),
            DeliveryState.Running => await AskToCancelAsync(delivery, actor, note, cancellationToken),
            DeliveryState.Dead => ControlResult.Refused(delivery, ControlRefusal.IsDeadLetter),
            _ => ControlResult.Refused(delivery, ControlRefusal.HasEnded),
        },
        cancellationToken);

    /// <summary>Has a delivery that waits for its time, or a dead letter, tried at once: one attempt of the same chain, after which the retry policy goes on where it stood.</summary>
    public Task<ControlResult> RetryAsync(Guid id, DeliveryRepeat repeat, CancellationToken cancellationToken) => TryAsync(
        id,
        async delivery =>
        {
            if (RefusalOf(delivery) is { } refusal)
                return ControlResult.Refused(delivery, refusal);
            if (delivery.State == DeliveryState.Dead && MayDoItTwice(delivery) && !repeat.AcceptDuplicates)
                return ControlResult.Refused(delivery, ControlRefusal.MayDoItTwice);
            // What waits goes on as it was meant to, whether that is an attempt or a question about the last one.
            var revised = Configured(delivery, repeat.Config) with { NotBefore = Now };
            if (delivery.State == DeliveryState.Dead)
                revised = revised with { State = DeliveryState.Queued, Reason = null, Interruptions = 0, EndedAt = null };
            return await ReviseAsync(delivery, revised, Action(DeliveryActionKind.Retried, repeat.Actor, repeat.Note), cancellationToken);
        },
        cancellationToken);

    /// <summary>Puts down that a person has seen to a dead letter. What waits behind it about the same entity goes on.</summary>
    public Task<ControlResult> ResolveAsync(Guid id, string actor, string note, CancellationToken cancellationToken) => TryAsync(
        id,
        async delivery => delivery.State == DeliveryState.Dead
            ? await ReviseAsync(delivery, delivery with { State = DeliveryState.Resolved }, Action(DeliveryActionKind.Resolved, actor, note), cancellationToken)
            : ControlResult.Refused(delivery, ControlRefusal.IsNoDeadLetter),
        cancellationToken);

    /// <summary>Sends a dead letter again: what was accepted then, as a delivery of its own, under the same correlation id and with the same key for the other side.</summary>
    public Task<ControlResult> ReplayAsync(Guid id, DeliveryRepeat repeat, CancellationToken cancellationToken) => TryAsync(
        id,
        async delivery =>
        {
            if (delivery.State != DeliveryState.Dead)
                return ControlResult.Refused(delivery, ControlRefusal.IsNoDeadLetter);
            if (MayDoItTwice(delivery) && !repeat.AcceptDuplicates)
                return ControlResult.Refused(delivery, ControlRefusal.MayDoItTwice);
            var (outcome, replay) = await ReplayAsync(delivery, repeat, null, cancellationToken);
            return outcome switch
            {
                ReplayOutcome.Queued => new ControlResult(replay, null),
                ReplayOutcome.Unreadable => ControlResult.Refused(delivery, ControlRefusal.IsUnreadable),
                _ => null,
            };
        },
        cancellationToken);

    internal bool MayDoItTwice(Delivery delivery) => DoubtfulOutcome.MayDoItTwice(
        IdempotencyOf(delivery.SystemCode, delivery.EndpointCode), delivery.Reason, delivery.Failure?.Type, delivery.Failure?.ResponseStatus,
        delivery.Failure?.MayHaveBeenReceived ?? delivery.AttemptsMade > 0);

    internal Idempotency? IdempotencyOf(string systemCode, string endpointCode) => snapshots.Current.FindSystem(systemCode)?.FindEndpoint(endpointCode)?.Endpoint.Idempotency;

    internal async Task<(ReplayOutcome Outcome, Delivery Replay)> ReplayAsync(Delivery dead, DeliveryRepeat repeat, Guid? jobId, CancellationToken cancellationToken)
    {
        if (TryOpen(dead) is not { } open)
            return (ReplayOutcome.Unreadable, dead);
        var now = Now;
        var replay = vault.Seal(Configured(open, repeat.Config) with
        {
            Id = Guid.CreateVersion7(now),
            ReplayOf = dead.Id,
            Actor = new LogActor(repeat.Actor, TriggeredBy.Replay),
            CreatedAt = now,
            NotBefore = now,
            AttemptsMade = 0,
            FirstRequestId = null,
            FirstAttemptAt = null,
            State = DeliveryState.Queued,
            Reason = null,
            Failure = null,
            Interruptions = 0,
            EndedAt = null,
        });
        var outcome = await ledger.ReplayAsync(dead, replay, Action(DeliveryActionKind.Replayed, repeat.Actor, repeat.Note) with { ReplayId = replay.Id }, jobId, cancellationToken);
        if (outcome == ReplayOutcome.Queued)
            signal.Set();
        return (outcome, replay);
    }

    private Delivery? TryOpen(Delivery delivery)
    {
        try
        {
            return vault.Open(delivery);
        }
        catch (PayloadUnreadableException)
        {
            return null;
        }
    }

    private DateTimeOffset Now => time.GetUtcMilliseconds();

    // A result of null means that somebody else changed the delivery in between.
    private async Task<ControlResult> TryAsync(Guid id, Func<Delivery, Task<ControlResult?>> act, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            if (await queue.FindAsync(id, cancellationToken) is not { } delivery)
                return new ControlResult(null, ControlRefusal.NotFound);
            if (await act(delivery) is { } result)
                return result;
            if (tries == MaxTries)
                return ControlResult.Refused(delivery, ControlRefusal.KeepsChanging);
        }
    }

    private async Task<ControlResult?> CancelWaitingAsync(Delivery delivery, string actor, string? note, CancellationToken cancellationToken)
    {
        var cancelled = delivery with
        {
            State = DeliveryState.Cancelled,
            Reason = WireName.Of(delivery.MayHaveBeenReceived ? RetryReason.CancelledAfterSend : RetryReason.CancelledBeforeSend),
            EndedAt = Now,
        };
        return await ReviseAsync(delivery, cancelled, Action(DeliveryActionKind.Cancelled, actor, note), cancellationToken);
    }

    private async Task<ControlResult?> AskToCancelAsync(Delivery delivery, string actor, string? note, CancellationToken cancellationToken)
    {
        if (!await ledger.AskToCancelAsync(delivery.Id, Action(DeliveryActionKind.CancelAsked, actor, note), cancellationToken))
            return null;
        running.TryCancel(delivery.Id);
        return new ControlResult(delivery, null);
    }

    private async Task<ControlResult?> ReviseAsync(Delivery seen, Delivery revised, DeliveryAction action, CancellationToken cancellationToken)
    {
        if (!await ledger.ReviseAsync(seen, revised, action, cancellationToken))
            return null;
        signal.Set();
        return new ControlResult(await queue.FindAsync(seen.Id, cancellationToken) ?? revised, null);
    }

    private static ControlRefusal? RefusalOf(Delivery delivery) => delivery.State switch
    {
        DeliveryState.Queued or DeliveryState.Dead => null,
        DeliveryState.Waiting => ControlRefusal.WaitsForAnother,
        DeliveryState.Running => ControlRefusal.IsRunning,
        _ => ControlRefusal.HasEnded,
    };

    // With the latest configuration it pins what holds now, for all further attempts.
    private Delivery Configured(Delivery delivery, ConfigChoice choice)
    {
        var snapshot = snapshots.Current;
        return choice == ConfigChoice.Latest && snapshot.FindSystem(delivery.SystemCode)?.FindEndpoint(delivery.EndpointCode) is { } plan
            ? delivery with { ConfigVersion = plan.Version, ConfigRevision = snapshot.Configuration.Revision }
            : delivery;
    }

    private DeliveryAction Action(DeliveryActionKind kind, string actor, string? note) => new(kind, Now, actor, note);
}

/// <summary>How a delivery is to be sent again.</summary>
/// <param name="Actor">Who wants it.</param>
/// <param name="Note">Why; null for nothing said.</param>
/// <param name="Config">With which configuration.</param>
/// <param name="AcceptDuplicates">Whether it is sent even if that might do the work a second time.</param>
public sealed record DeliveryRepeat(string Actor, string? Note = null, ConfigChoice Config = ConfigChoice.Pinned, bool AcceptDuplicates = false);

/// <summary>Which configuration a delivery that is sent again goes by.</summary>
public enum ConfigChoice
{
    /// <summary>The one that it was accepted with.</summary>
    Pinned,

    /// <summary>The one that holds now.</summary>
    Latest,
}

/// <summary>What became of what a person wanted.</summary>
/// <param name="Delivery">The delivery as it stands now; of a replay, the new one. Null when there is none.</param>
/// <param name="Refusal">Why nothing was done; null when it was.</param>
public sealed record ControlResult(Delivery? Delivery, ControlRefusal? Refusal)
{
    internal static ControlResult Refused(Delivery delivery, ControlRefusal refusal) => new(delivery, refusal);
}

/// <summary>Why nothing was done to a delivery.</summary>
public enum ControlRefusal
{
    /// <summary>There is no such delivery.</summary>
    NotFound,

    /// <summary>It has ended.</summary>
    HasEnded,

    /// <summary>It is a dead letter, to be resolved rather than cancelled.</summary>
    IsDeadLetter,

    /// <summary>It is no dead letter.</summary>
    IsNoDeadLetter,

    /// <summary>A worker has it just now.</summary>
    IsRunning,

    /// <summary>It waits for an earlier one about the same entity.</summary>
    WaitsForAnother,

    /// <summary>The other side may have done the work already, and the endpoint is not idempotent: somebody has to accept that it may be done twice.</summary>
    MayDoItTwice,

    /// <summary>Its payload cannot be decrypted.</summary>
    IsUnreadable,

    /// <summary>Others change it all the time; try again.</summary>
    KeepsChanging,
}

using Microsoft.Extensions.Logging;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Outcomes;

/// <summary>
/// Finds out what became of the last attempt of a delivery, and where the delivery goes then: it has succeeded, it is tried again, or it waits for a person. Asking changes nothing, so a crash in
/// between only means that it is asked again.
/// </summary>
internal sealed partial class DeliveryLookups(InvocationPipeline pipeline, ConfigurationSnapshots snapshots, IIntegrationLogStore log, DeliveryVault vault, TimeProvider time, ILogger logger)
{
    private static readonly string Scheduled = WireName.Of(RetryReason.LookupScheduled);
    private static readonly string FollowUp = WireName.Of(RetryReason.FollowUpScheduled);

    private readonly OutcomeInquiry _inquiry = new(pipeline);
    private readonly AttemptRecords _records = new(log);

    /// <summary>Whether what is due is a question about the delivery's last attempt, and no attempt.</summary>
    public static bool IsDue(Delivery delivery) => delivery.Reason == Scheduled || delivery.Reason == FollowUp;

    /// <summary>What follows when the process was lost in the middle of an attempt that must not be repeated; null where the endpoint has no look-up.</summary>
    public async Task<Delivery?> AfterLossAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        if (RuleOf(delivery) is not { } rule)
            return null;
        var now = time.GetUtcMilliseconds();
        var last = await _records.FindLastAsync(delivery.CorrelationId, delivery.Id, cancellationToken);
        var wasUnderWay = last is { Status: LogStatus.Pending or LogStatus.Unknown } && last.Retry.AttemptNumber > delivery.AttemptsMade;
        var lost = delivery with
        {
            AttemptsMade = wasUnderWay ? last!.Retry.AttemptNumber : delivery.AttemptsMade,
            FirstRequestId = delivery.FirstRequestId ?? (wasUnderWay ? last!.ParentRequestId ?? last.RequestId : null),
            FirstAttemptAt = delivery.FirstAttemptAt ?? (wasUnderWay ? last!.StartedAt : null),
            Reason = Scheduled,
            Failure = DeliveryFailures.ProcessLost(delivery, DeliveryRunner.LostMessage),
        };

        // The record of the lost attempt may still be in its process's spool; then it may have begun just before the process ended.
        var due = ((wasUnderWay ? last!.StartedAt : now) + rule.DelayAfter(0)).TruncateToMilliseconds();
        return due <= now ? await AskAsync(lost, cancellationToken) : lost with { State = DeliveryState.Queued, NotBefore = due };
    }

    /// <summary>Asks, and says where the delivery stands then.</summary>
    /// <exception cref="LogStoreUnavailableException">What was asked before is not known now: the delivery is to be left until it is.</exception>
    /// <exception cref="PayloadUnreadableException">The question cannot be made.</exception>
    public async Task<Delivery> AskAsync(Delivery delivery, CancellationToken cancellationToken)
    {
        var (attempt, asked) = await _records.FindLastWithQuestionsAsync(delivery.CorrelationId, delivery.Id, cancellationToken);
        attempt ??= delivery.FirstRequestId is { } first ? (await log.FindAsync(first, cancellationToken))?.Entry : null;
        if (RuleOf(delivery) is not { } rule)
            return await EndAsync(delivery, attempt, DeliveryState.Dead, RetryReason.UnknownOutcome, cancellationToken);

        var finding = await _inquiry.AskAsync(
            rule, DeliveryRunner.InvocationOf(vault.Open(delivery)), delivery.IdempotencyKey,
            new InquiryPlace(delivery.FirstRequestId, delivery.Id, Math.Max(1, delivery.AttemptsMade), attempt), cancellationToken);
        Log.Found(logger, delivery.Id, finding.Verdict, finding.Why);
        return finding.Verdict switch
        {
            LookupVerdict.Done => await EndAsync(delivery, attempt, DeliveryState.Succeeded, RetryReason.FoundDone, cancellationToken),
            LookupVerdict.NotDone => await AfterNotDoneAsync(
                delivery with { Failure = delivery.Failure is { } failure ? failure with { MayHaveBeenReceived = false } : null }, attempt, cancellationToken),
            _ when cancellationToken.IsCancellationRequested => await EndAsync(delivery, attempt, DeliveryState.Cancelled, RetryReason.CancelledAfterSend, CancellationToken.None),
            _ when asked + 1 < rule.Config.Attempts => delivery with
            {
                State = DeliveryState.Queued,
                NotBefore = (time.GetUtcNow() + rule.DelayAfter(asked + 1)).TruncateToMilliseconds(),
            },
            _ => await EndAsync(delivery, attempt, DeliveryState.Dead, RetryReason.UnknownOutcome, cancellationToken),
        };
    }

    // A call whose caller was told that it failed is the caller's to repeat: nobody may do it behind its back.
    private async Task<Delivery> AfterNotDoneAsync(Delivery delivery, LogEntry? attempt, CancellationToken cancellationToken)
    {
        var policy = snapshots.Current.FindSystem(delivery.SystemCode)?.FindEndpoint(delivery.EndpointCode)?.RetryPolicy;
        if (delivery.Reason == FollowUp || policy is null)
            return await EndAsync(delivery, attempt, DeliveryState.Dead, RetryReason.FoundNotDone, cancellationToken);
        if (delivery.Interruptions >= DeliveryRunner.MostInterruptions)
            return await EndAsync(delivery with { Failure = DeliveryFailures.ProcessLost(delivery, DeliveryRunner.PoisonMessage) }, attempt, DeliveryState.Dead, RetryReason.Poison, cancellationToken);
        if (delivery.AttemptsMade >= policy.MaxAttempts)
            return await EndAsync(delivery, attempt, DeliveryState.Dead, RetryReason.AttemptsUsedUp, cancellationToken);

        var now = time.GetUtcMilliseconds();
        var planned = (attempt?.CompletedAt ?? now) + RetryPlanner.Delay(policy, Math.Max(1, delivery.AttemptsMade), null, Random.Shared.NextDouble());
        var next = planned > now ? planned.TruncateToMilliseconds() : now;
        if (next > (delivery.FirstAttemptAt ?? now) + policy.Deadline)
            return await EndAsync(delivery, attempt, DeliveryState.Dead, RetryReason.DeadlinePassed, cancellationToken);
        await NoteAsync(attempt, RetryReason.FoundNotDone, next, cancellationToken);
        return delivery with { State = DeliveryState.Queued, NotBefore = next, Reason = WireName.Of(RetryReason.FoundNotDone) };
    }

    private async Task<Delivery> EndAsync(Delivery delivery, LogEntry? attempt, DeliveryState state, RetryReason reason, CancellationToken cancellationToken)
    {
        await NoteAsync(attempt, reason, null, cancellationToken);
        return delivery with
        {
            State = state,
            Reason = WireName.Of(reason),
            Failure = state == DeliveryState.Succeeded ? null : delivery.Failure,
            EndedAt = time.GetUtcMilliseconds(),
        };
    }

    // The story of the chain tells it too; the delivery must not be stopped by a note.
    private async Task NoteAsync(LogEntry? attempt, RetryReason reason, DateTimeOffset? next, CancellationToken cancellationToken)
    {
        if (attempt is null)
            return;
        try
        {
            await log.NoteFindingAsync(attempt.RequestId, WireName.Of(reason), next, cancellationToken);
        }
        catch (LogStoreUnavailableException fault)
        {
            Log.NotNoted(logger, attempt.RequestId, reason, fault);
        }
    }

    private LookupRule? RuleOf(Delivery delivery) => snapshots.Current.FindSystem(delivery.SystemCode)?.FindEndpoint(delivery.EndpointCode)?.Lookup;

    private static partial class Log
    {
        [LoggerMessage(911, LogLevel.Information, "The look-up about delivery {DeliveryId} found: {Verdict} {Why}")]
        public static partial void Found(ILogger logger, Guid deliveryId, LookupVerdict verdict, string? why);

        [LoggerMessage(912, LogLevel.Warning, "What a look-up found about attempt {RequestId} could not be put down in its document: {Finding}")]
        public static partial void NotNoted(ILogger logger, Guid requestId, RetryReason finding, Exception reason);
    }
}

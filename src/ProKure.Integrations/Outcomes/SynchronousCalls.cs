using Microsoft.Extensions.Logging;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Outcomes;

/// <summary>
/// Calls whose caller waits. Where a call's end leaves open whether the work was done, the endpoint's look-up is asked while the caller's time lasts; else a delivery goes on asking, and
/// the caller is told so. The call itself is never made again: that is the caller's to decide.
/// </summary>
public sealed partial class SynchronousCalls(
    InvocationPipeline pipeline,
    ConfigurationSnapshots snapshots,
    IIntegrationLogStore log,
    DeliveryAdmission admission,
    TimeProvider time,
    ILogger<SynchronousCalls> logger)
{
    private readonly OutcomeInquiry _inquiry = new(pipeline);

    /// <inheritdoc cref="InvocationPipeline.RunAsync"/>
    public Task<InvocationResult> RunAsync(Invocation invocation, CancellationToken callerGone) =>
        snapshots.Current.FindSystem(invocation.SystemCode)?.FindEndpoint(invocation.EndpointCode) is { Lookup: { } rule } plan
            ? RunAsync(invocation, plan, rule, callerGone)
            : pipeline.RunAsync(invocation, callerGone);

    private async Task<InvocationResult> RunAsync(Invocation invocation, EndpointPlan plan, LookupRule rule, CancellationToken callerGone)
    {
        var result = await pipeline.RunAsync(invocation, callerGone);
        if (result.Retry is not { Reason: RetryReason.LookupScheduled })
            return result;

        var left = plan.Timeout - TimeSpan.FromMilliseconds(result.DurationMs) - rule.DelayAfter(0);
        var finding = left > TimeSpan.Zero && !callerGone.IsCancellationRequested ? await AskAsync(invocation, result, rule, left, callerGone) : null;
        switch (finding?.Verdict)
        {
            case LookupVerdict.Done:
                await NoteAsync(result.RequestId, RetryReason.FoundDone);
                return result with
                {
                    Status = LogStatus.Success,
                    Failure = null,
                    Response = finding.Answer,
                    Resolution = new CallResolution(RetryReason.FoundDone, null),
                };
            case LookupVerdict.NotDone:
                await NoteAsync(result.RequestId, RetryReason.FoundNotDone);
                return result with
                {
                    Failure = result.Failure! with { MayHaveBeenReceived = false },
                    Resolution = new CallResolution(RetryReason.FoundNotDone, null),
                };
            default:
                return result with { Resolution = new CallResolution(RetryReason.StillUnknown, await HandOverAsync(invocation, result, plan, rule, asked: finding is null ? 0 : 1)) };
        }
    }

    private async Task<LookupFinding?> AskAsync(Invocation invocation, InvocationResult result, LookupRule rule, TimeSpan left, CancellationToken callerGone)
    {
        await Task.Delay(rule.DelayAfter(0), time, callerGone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (callerGone.IsCancellationRequested)
            return null;
        using var timeUp = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, callerGone);
        return await _inquiry.AskAsync(rule, invocation, KeyOf(invocation, result), PlaceOf(result, await FindAttemptAsync(result)), either.Token);
    }

    private async Task<Guid?> HandOverAsync(Invocation invocation, InvocationResult result, EndpointPlan plan, LookupRule rule, int asked)
    {
        var now = time.GetUtcMilliseconds();
        var followUp = FollowUp.Of(invocation, plan, result.RequestId, result.ParentRequestId, result.AttemptNumber, result.StartedAt) with
        {
            CreatedAt = now,
            NotBefore = (now + rule.DelayAfter(asked)).TruncateToMilliseconds(),
            Failure = DeliveryFailures.Of(result),
        };
        try
        {
            // The caller may have gone away; that somebody finds out counts for more.
            await admission.AdmitAsync(followUp, CancellationToken.None);
        }
        catch (StoreUnavailableException fault)
        {
            Log.NotHandedOver(logger, result.RequestId, fault);
            return null;
        }

        return followUp.Id;
    }

    private static string KeyOf(Invocation invocation, InvocationResult result) => invocation.IdempotencyKey ?? result.RequestId.ToString();

    private static InquiryPlace PlaceOf(InvocationResult result, LogEntry? attempt) =>
        new(result.ParentRequestId ?? result.RequestId, null, result.AttemptNumber, attempt);

    private async Task<LogEntry?> FindAttemptAsync(InvocationResult result)
    {
        try
        {
            return (await log.FindAsync(result.RequestId, CancellationToken.None))?.Entry;
        }
        catch (LogStoreUnavailableException)
        {
            // The question can be asked without it.
            return null;
        }
    }

    private async Task NoteAsync(Guid requestId, RetryReason reason)
    {
        try
        {
            await log.NoteFindingAsync(requestId, WireName.Of(reason), null, CancellationToken.None);
        }
        catch (LogStoreUnavailableException fault)
        {
            Log.NotNoted(logger, requestId, reason, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(913, LogLevel.Error, "Whether the work of attempt {RequestId} was done is not known, and nobody will ask: the queue takes no follow-up")]
        public static partial void NotHandedOver(ILogger logger, Guid requestId, Exception reason);

        [LoggerMessage(914, LogLevel.Warning, "What a look-up found about attempt {RequestId} could not be put down in its document: {Finding}")]
        public static partial void NotNoted(ILogger logger, Guid requestId, RetryReason finding, Exception reason);
    }
}

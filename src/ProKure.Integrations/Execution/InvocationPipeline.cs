using Microsoft.Extensions.Logging;
using ProKure.Integrations.Analytics;
using ProKure.Integrations.Authentication;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Execution.Connections;
using ProKure.Integrations.Execution.Stages;
using ProKure.Integrations.Formats.Files;
using ProKure.Integrations.Limits;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Originals;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Execution;

/// <summary>A call, in six steps. The order of the steps stands here and nowhere else.</summary>
public sealed partial class InvocationPipeline
{
    private readonly ResolveStage _resolve;
    private readonly TransformStage _transform;
    private readonly AuthenticationStage _authentication;
    private readonly SessionStage _session;
    private readonly LimitStage _limit;
    private readonly ExecuteStage _execute;
    private readonly CaptureStage _capture;
    private readonly HandleFailureStage _handleFailure;
    private readonly SummariseStage _summarise;
    private readonly HubInstance _instance;
    private readonly TimeProvider _time;
    private readonly ILogger<InvocationPipeline> _logger;

    /// <summary>Sets up the steps.</summary>
    public InvocationPipeline(
        ConfigurationSnapshots snapshots,
        LogWriter log,
        SummaryWriter summaries,
        BodyRecording bodies,
        OriginalVault vault,
        OutboundConnections connections,
        IFileSource files,
        LimitGates limits,
        CircuitBoard circuits,
        Authenticator authenticator,
        HubInstance instance,
        TimeProvider time,
        ILogger<InvocationPipeline> logger)
    {
        var originals = new AttemptOriginals(vault);
        _resolve = new ResolveStage(snapshots);
        _transform = new TransformStage(files, time);
        _limit = new LimitStage(limits, circuits, time);
        _execute = new ExecuteStage(log, bodies, originals, connections, time);
        _capture = new CaptureStage(bodies, time);
        _handleFailure = new HandleFailureStage(time);
        _summarise = new SummariseStage(log, summaries, bodies, originals);
        _authentication = new AuthenticationStage(authenticator, _limit, _execute, _capture, _summarise, time);
        _session = new SessionStage(_limit, _execute, _capture, _summarise, time);
        _instance = instance;
        _time = time;
        _logger = logger;
    }

    /// <summary>Makes one attempt and records it. What goes wrong outside is in the result, not an exception.</summary>
    /// <remarks>An attempt may take several exchanges (the pages of a list, a session that has to be renewed): each is recorded in a document of its own.</remarks>
    /// <param name="invocation">What to run.</param>
    /// <param name="callerGone">Fires when nobody waits for the answer any more: the call is ended as cancelled and recorded all the same.</param>
    public async Task<InvocationResult> RunAsync(Invocation invocation, CancellationToken callerGone)
    {
        using var call = new Call(invocation, _instance.Id, _time);
        call.First.Timings.QueueMs = invocation.Chain is { } chain ? (call.First.StartedAt - chain.DueSince).TotalMilliseconds : null;
        for (var attempt = call.First; ; attempt = Next(attempt))
        {
            try
            {
                await TryAsync(attempt, call, callerGone);
                _session.DropIfRefused(attempt);
                _authentication.RefuseIfRefused(attempt);
                _handleFailure.Run(attempt);
                if (IsWait(attempt))
                    return Waits(attempt, call);
                var (document, durable) = await _summarise.RunAsync(attempt);
                Log.Attempted(
                    _logger, attempt.RequestId, invocation.SystemCode, invocation.EndpointCode, document.Entry.Status, attempt.Failure?.Type,
                    attempt.Response?.Status, document.Entry.DurationMs);
                call.IsLogged &= durable;
                if (attempt is { NextPage: null, WillRenewSession: false, WillReauthenticate: false })
                    return Result(attempt, document.Entry, call);
            }
            finally
            {
                attempt.Response?.Dispose();
            }
        }
    }

    private Attempt Next(Attempt attempt)
    {
        if (attempt.NextPage is not null)
        {
            var page = new Attempt(attempt, _time);
            TransformStage.PreparePage(page, attempt);
            return page;
        }

        // Session and token may each be renewed once for the same request.
        var repeat = new Attempt(attempt, _time)
        {
            IsRenewal = attempt.IsRenewal || attempt.WillRenewSession,
            IsReauthentication = attempt.IsReauthentication || attempt.WillReauthenticate,
        };
        TransformStage.PrepareRepeat(repeat, attempt);
        return repeat;
    }

    private async Task TryAsync(Attempt attempt, Call call, CancellationToken callerGone)
    {
        try
        {
            if (attempt.Request is null)
            {
                _resolve.Run(attempt);
                if (attempt.Proceeds)
                    await _transform.RunAsync(attempt, callerGone);
            }

            if (!attempt.Proceeds)
                return;

            // One clock for all exchanges: the time limit is that of the whole call.
            var clock = call.Clock ??= new AttemptClock(attempt.Plan!.Timeout, _time, callerGone);
            if (AuthenticationStage.IsWanted(attempt.Plan!))
                await _authentication.RunAsync(attempt, clock);
            if (attempt.Proceeds && SessionStage.IsWanted(attempt.Plan!))
                await _session.RunAsync(attempt, clock);
            if (attempt.Proceeds)
                await ExchangeAsync(attempt, clock);
        }
        catch (Exception fault)
        {
            // A fault of the hub itself must not leave the attempt without an end: it is recorded like any other, with its stack.
            Log.Faulted(_logger, attempt.RequestId, attempt.Phase, fault);
            attempt.Fail(OwnFault(attempt.Phase, fault));
        }
    }

    private async Task ExchangeAsync(Attempt attempt, AttemptClock clock)
    {
        var permit = await _limit.EnterAsync(attempt, clock, LimitStage.IsQueued(attempt));
        try
        {
            if (attempt.Proceeds)
                await _execute.RunAsync(attempt, clock);
            if (attempt.Proceeds)
                await _capture.RunAsync(attempt, clock);
        }
        finally
        {
            await _limit.LeaveAsync(permit, attempt);
        }
    }

    // A delivery may wait its turn a thousand times: that is no attempt, and its chain tells of attempts. The queue tells what it waits for.
    private static bool IsWait(Attempt attempt) =>
        attempt is { IsFollowUp: false, Opened: null, Failure: { } failure, Retry: { CountsAsAttempt: false, NextAttemptAt: not null } } && RetryPlanner.IsWait(failure.Type);

    private InvocationResult Waits(Attempt attempt, Call call) => new()
    {
        RequestId = attempt.RequestId,
        ParentRequestId = attempt.ParentRequestId,
        CorrelationId = attempt.Invocation.CorrelationId,
        Status = attempt.Status,
        Failure = attempt.Failure,
        StartedAt = call.First.StartedAt,
        CompletedAt = _time.GetUtcMilliseconds(),
        DurationMs = AttemptTimings.Rounded(call.First.ElapsedMs)!.Value,
        AttemptNumber = attempt.Number,
        Retry = attempt.Retry,
        IsWait = true,
    };

    private static AttemptFailure OwnFault(ErrorPhase phase, Exception fault) => new()
    {
        Type = phase switch
        {
            ErrorPhase.Resolve => ErrorType.Configuration,
            ErrorPhase.Transform => ErrorType.Transform,
            ErrorPhase.Log => ErrorType.LogUnavailable,
            ErrorPhase.Receive or ErrorPhase.Outcome => ErrorType.Response,
            _ => ErrorType.Send,
        },
        Phase = phase,
        Side = ErrorSide.Ours,
        Code = "HUB_FAULT",
        Message = $"The hub itself failed: {fault.GetType().Name}.",
        StackTrace = fault.ToString(),
    };

    private static InvocationResult Result(Attempt attempt, LogEntry entry, Call call) => new()
    {
        RequestId = attempt.RequestId,
        ParentRequestId = attempt.ParentRequestId,
        CorrelationId = attempt.Invocation.CorrelationId,
        Status = entry.Status,
        Failure = attempt.Failure is { } failure ? failure with { Message = attempt.ToldMessage ?? entry.Error!.Message, StackTrace = null } : null,
        ResponseStatus = entry.ResponseStatus,
        Response = attempt.Answer,
        StartedAt = call.First.StartedAt,
        DurationMs = ReferenceEquals(attempt, call.First) ? entry.DurationMs!.Value : AttemptTimings.Rounded(call.First.ElapsedMs)!.Value,
        CompletedAt = entry.CompletedAt!.Value,
        Fingerprint = entry.Error?.Fingerprint,
        AttemptNumber = attempt.Number,
        Retry = attempt.Retry,
        Finding = attempt.Finding,
        IsLogged = call.IsLogged,
    };

    /// <summary>One attempt with all its exchanges.</summary>
    private sealed class Call(Invocation invocation, string instanceId, TimeProvider time) : IDisposable
    {
        public Attempt First { get; } = new(invocation, instanceId, time);

        /// <summary>Runs from the first exchange on; null before it.</summary>
        public AttemptClock? Clock { get; set; }

        /// <summary>Whether every exchange's document is complete and durable.</summary>
        public bool IsLogged { get; set; } = true;

        public void Dispose() => Clock?.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(401, LogLevel.Debug, "Attempt {RequestId} at {System}/{Endpoint}: {Status} {ErrorType} {HttpStatus} in {DurationMs} ms")]
        public static partial void Attempted(
            ILogger logger, Guid requestId, string system, string endpoint, LogStatus status, ErrorType? errorType, int? httpStatus, double? durationMs);

        [LoggerMessage(402, LogLevel.Error, "The hub failed in attempt {RequestId}, phase {Phase}")]
        public static partial void Faulted(ILogger logger, Guid requestId, ErrorPhase phase, Exception fault);
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ProKure.Integrations.Authentication.Keys;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Deliveries;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Repeats;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api.Invoke;

/// <summary>
/// Runs an invocation that comes with a key, once: a repeat gets the answer that was kept. What a crash means: before the claim, nothing; after it, the lease runs out
/// and a repeat takes over, under the same id and with the same key for the other side, unless that might do the work twice; after the answer is kept, nothing.
/// </summary>
internal sealed partial class KeyedInvoke(
    IIdempotencyStore store,
    AnswerVault vault,
    SynchronousCalls calls,
    DeliveryIntake intake,
    IDeliveryQueue queue,
    ConfigurationSnapshots snapshots,
    IIntegrationLogStore log,
    HubInstance instance,
    IOptions<IdempotencyOptions> options,
    TimeProvider time,
    ILogger<KeyedInvoke> logger)
{
    /// <summary>The header that names the invocation.</summary>
    public const string Header = "Idempotency-Key";

    private static readonly string FoundDone = WireName.Of(RetryReason.FoundDone);
    private static readonly string FoundNotDone = WireName.Of(RetryReason.FoundNotDone);
    private static readonly TimeSpan WhileRunning = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan ToQueue = TimeSpan.FromSeconds(30);

    // What a call may wait for besides its own time limit: permits (up to a minute), tokens, the log.
    private static readonly TimeSpan BesidesTheCall = TimeSpan.FromSeconds(90);

    /// <summary>Reads the header; null where there is none.</summary>
    public static IdempotencyKey? KeyOf(HttpRequest request, out Problem? problem)
    {
        problem = null;
        if (!request.Headers.TryGetValue(Header, out var values))
            return null;
        if (values.Count > 1)
            problem = Problem.InParameter(Header, "one header", $"{values.Count} of them");
        else if (!IdempotencyKey.TryParse(values.ToString(), out var key))
            problem = Problem.InParameter(Header, IdempotencyKey.Form, values.ToString());
        else
            return key;
        return null;
    }

    public async Task RunAsync(HttpContext context, IdempotencyKey key, ReadOnlyMemory<byte> body, InvokeOrder order)
    {
        var terms = snapshots.Current.FindTerms(order.Invocation.SystemCode, order.Invocation.EndpointCode);
        var lease = order.Mode == InvokeMode.Async ? ToQueue : BesidesTheCall + ((terms?.Timeout ?? TimeSpan.Zero) * 1.5);
        var claim = new KeyClaim(
            context.Caller().Id, key.Text, FingerprintOf(order.Invocation.SystemCode, order.Invocation.EndpointCode, body), Guid.CreateVersion7(time.GetUtcNow()), instance.Id, order.Options.NotBefore);

        // Who goes away now may have taken the key; it is for the repeat to find.
        var (kept, isNew) = await store.ClaimAsync(claim, lease, CancellationToken.None);
        if (isNew)
            await RunAsync(context, kept, order, takenOver: false);
        else if (!kept.Fingerprint.Span.SequenceEqual(claim.Fingerprint.Span))
            await Reused(key).ExecuteAsync(context);
        else if (kept.Answer is { } answer)
            await ReplayAsync(context, kept, answer);
        else if (kept.IsEnded)
            await (await WithoutAnswerAsync(ProblemTypes.AnswerNotKept, kept, "was made and answered, but the answer is not kept")).ExecuteAsync(context);
        else if (!kept.IsAbandoned)
            await InUse(key).ExecuteAsync(context);
        else if (order.Mode == InvokeMode.Sync && terms is not { MayRepeat: true })
            await (await WithoutAnswerAsync(ProblemTypes.OutcomeUnknown, kept, "was begun by a process that ended in the middle of it, and is not repeated, since the work might be done twice")).ExecuteAsync(context);
        else if (await store.TakeOverAsync(kept, instance.Id, lease, CancellationToken.None) is { } taken)
            await RunAsync(context, taken, order, takenOver: true);
        else
            await InUse(key).ExecuteAsync(context);
    }

    private async Task ReplayAsync(HttpContext context, KeyedInvocation kept, ReadOnlyMemory<byte> stored)
    {
        byte[] answer;
        try
        {
            answer = vault.Open(kept, stored);
        }
        catch (MasterKeyException fault)
        {
            Log.AnswerNotReadable(logger, kept.InvocationId, fault);
            await (await WithoutAnswerAsync(ProblemTypes.AnswerNotKept, kept, "was made and answered, but the key that its answer is encrypted with is not there any more")).ExecuteAsync(context);
            return;
        }

        await KeptAnswer.Read(answer).SendAsync(context, isReplay: true);
    }

    private Task RunAsync(HttpContext context, KeyedInvocation held, InvokeOrder order, bool takenOver) =>
        order.Mode == InvokeMode.Async ? QueueAsync(context, held, order, takenOver) : CallAsync(context, held, order, takenOver);

    // The call goes on when its caller goes away: the answer is there for the repeat.
    private async Task CallAsync(HttpContext context, KeyedInvocation held, InvokeOrder order, bool takenOver)
    {
        var id = held.InvocationId;
        var result = await calls.RunAsync(
            order.Invocation with { Id = takenOver ? null : id, ParentRequestId = takenOver ? id : null, IdempotencyKey = id.ToString() }, CancellationToken.None);
        await FinishAsync(context, held, result, order.Warning);
    }

    private async Task QueueAsync(HttpContext context, KeyedInvocation held, InvokeOrder order, bool takenOver)
    {
        var known = takenOver ? await queue.FindAsync(held.InvocationId, CancellationToken.None) : null;
        var (delivery, refusal, fault) = known is not null
            ? new DeliveryIntakeResult(known, null)
            : await intake.AcceptAsync(order.Invocation with { Id = held.InvocationId }, order.Options, CancellationToken.None);
        if (fault is not null)
        {
            await TryAsync(held, cancel => store.ForgetAsync(held, cancel));
            await new Problem(ProblemTypes.InvalidInvocation, fault).ExecuteAsync(context);
            return;
        }

        if (refusal is not null)
            await FinishAsync(context, held, refusal, order.Warning);
        else
            await AnswerAsync(context, held, AnswerOf(delivery!, order.Warning));
    }

    private async Task FinishAsync(HttpContext context, KeyedInvocation held, InvocationResult result, WarningBody? warning)
    {
        var answer = InvokeAnswer.Keep(result, warning);
        if (!WasCertainlyNotDone(result))
        {
            await AnswerAsync(context, held, answer);
            return;
        }

        await TryAsync(held, cancel => store.ForgetAsync(held, cancel));
        await SendAsync(context, answer);
    }

    private async Task AnswerAsync(HttpContext context, KeyedInvocation held, KeptAnswer answer)
    {
        var kept = vault.Seal(held, answer.Write());
        await TryAsync(held, cancel => store.AnswerAsync(held, kept.Bytes.Length <= options.Value.MaxAnswerBytes ? kept : null, cancel));
        await SendAsync(context, answer);
    }

    private static Task SendAsync(HttpContext context, KeptAnswer answer) =>
        context.RequestAborted.IsCancellationRequested ? Task.CompletedTask : answer.SendAsync(context, isReplay: false);

    // The call was made: that its answer cannot be kept must not take it from the caller.
    private async Task TryAsync(KeyedInvocation held, Func<CancellationToken, Task> write)
    {
        using var tooLong = new CancellationTokenSource(StoreTimeout, time);
        try
        {
            await write(tooLong.Token);
        }
        catch (Exception fault) when (fault is StoreUnavailableException or OperationCanceledException)
        {
            Log.AnswerNotKept(logger, held.InvocationId, fault);
        }
    }

    /// <summary>What the other side certainly did not take on may be asked for again under the same key.</summary>
    private static bool WasCertainlyNotDone(InvocationResult result) =>
        result.Failure is { } failure && (failure.CertainlyNotReceived || result.ResponseStatus == StatusCodes.Status429TooManyRequests);

    /// <summary>What makes two invocations the same: endpoint and body, byte by byte.</summary>
    internal static byte[] FingerprintOf(string system, string endpoint, ReadOnlyMemory<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{system}\n{endpoint}\n"));
        hash.AppendData(body.Span);
        return hash.GetHashAndReset();
    }

    private static KeptAnswer AnswerOf(Delivery delivery, WarningBody? warning) => new(
        StatusCodes.Status202Accepted,
        [
            new("Content-Type", "application/json; charset=utf-8"),
            new("X-Correlation-ID", delivery.CorrelationId),
            new("Location", $"/api/v1/deliveries/{delivery.Id}"),
        ],
        JsonSerializer.SerializeToUtf8Bytes(DeliveryResponses.Of(delivery, warning), HubJson.Default.DeliveryResponse));

    private static Problem Reused(IdempotencyKey key) => new(
        ProblemTypes.IdempotencyKeyReused, $"The key {Shown.Text(key.Text)} came before with another body, or for another endpoint. Every invocation needs a key of its own.");

    private static Problem InUse(IdempotencyKey key) => new(
        ProblemTypes.IdempotencyKeyInUse, $"The invocation with the key {Shown.Text(key.Text)} is still running; come again for its answer.")
    { RetryAfter = WhileRunning };

    private async Task<Problem> WithoutAnswerAsync(ProblemType type, KeyedInvocation kept, string what)
    {
        LogEntry? entry = null;
        try
        {
            entry = (await log.FindAsync(kept.InvocationId, CancellationToken.None))?.Entry;
        }
        catch (LogStoreUnavailableException)
        {
            // The answer is the same; it only says less.
        }

        return new Problem(type, $"The first invocation with this key {what}.{Finding(entry)} See /api/v1/logs/{kept.InvocationId}.")
        {
            RequestId = kept.InvocationId,
            Outcome = entry?.Status ?? LogStatus.Unknown,
        };
    }

    private static string Finding(LogEntry? entry) =>
        entry?.Retry.Reason == FoundDone ? " A look-up found that the work was done."
        : entry?.Retry.Reason == FoundNotDone ? " A look-up found that the work was not done: it may be asked for with another key."
        : "";

    private static partial class Log
    {
        [LoggerMessage(1602, LogLevel.Error, "The answer of invocation {InvocationId} cannot be given again")]
        public static partial void AnswerNotReadable(ILogger logger, Guid invocationId, Exception reason);

        [LoggerMessage(1601, LogLevel.Warning, "The answer of invocation {InvocationId} could not be kept: a repeat with the same key will not get it")]
        public static partial void AnswerNotKept(ILogger logger, Guid invocationId, Exception reason);
    }
}

/// <summary>What a caller asks for.</summary>
/// <param name="Invocation">What to run.</param>
/// <param name="Mode">Whether the caller waits for the answer.</param>
/// <param name="Options">When and how urgently, where it is queued.</param>
/// <param name="Warning">What the caller should know besides; null for nothing.</param>
internal sealed record InvokeOrder(Invocation Invocation, InvokeMode Mode, DeliveryOptions Options, WarningBody? Warning);

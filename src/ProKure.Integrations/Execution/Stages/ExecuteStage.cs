using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution.Connections;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Originals;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>Step 3: makes the log document durable, then sends. No byte leaves before the record of it is kept.</summary>
internal sealed class ExecuteStage(LogWriter log, BodyRecording bodies, AttemptOriginals originals, OutboundConnections connections, TimeProvider time)
{
    public async Task RunAsync(Attempt attempt, AttemptClock clock)
    {
        using var request = Message(Authenticated(attempt, attempt.Request!));
        if (!await OpenAsync(attempt, request, clock))
            return;
        await SendAsync(attempt, request, clock);
    }

    // A crash after this leaves a pending document, which the next start marks unknown: the request may have been sent.
    private async Task<bool> OpenAsync(Attempt attempt, HttpRequestMessage request, AttemptClock clock)
    {
        attempt.Phase = ErrorPhase.Log;
        var began = time.GetTimestamp();
        attempt.Opened = originals.BeforeSend(attempt, LogDocuments.Open(attempt, request, bodies));
        try
        {
            var durability = attempt.Plan!.Endpoint.FailClosed ? LogDurability.Store : LogDurability.StoreOrSpool;
            await log.InsertAsync(attempt.Opened, durability, clock.Ended);
            attempt.Timings.LogMs = time.GetElapsedTime(began).TotalMilliseconds;
            return true;
        }
        catch (LogStoreUnavailableException fault)
        {
            attempt.Fail(ErrorType.LogUnavailable, ErrorSide.Ours, $"Nothing was sent, because the log cannot be written: {fault.Message}");
        }
        catch (LogWriteRefusedException fault)
        {
            attempt.Fail(ErrorType.LogUnavailable, ErrorSide.Ours, $"Nothing was sent, because the log refuses its record: {fault.Message}");
        }
        catch (OperationCanceledException)
        {
            attempt.Fail(clock.FailureIn(ErrorPhase.Log));
        }

        return false;
    }

    private async Task SendAsync(Attempt attempt, HttpRequestMessage first, AttemptClock clock)
    {
        attempt.Phase = ErrorPhase.Send;
        var system = attempt.Plan!.System;
        var isSameOrigin = true;
        await ExchangeAsync(attempt, first, clock);
        for (var request = attempt.Request!; FollowsRedirects(attempt, system);)
        {
            var (status, location) = (attempt.Response!.Status, attempt.Response.Message.Headers.Location);
            var (next, refusal) = Redirects.Follow(request, status, location, system, OutboundRules.Of(system.Outbound), attempt.Redirects.Count);
            if (refusal is not null)
            {
                attempt.Fail(refusal);
                return;
            }

            attempt.Response.Dispose();
            attempt.Response = null;
            attempt.Redirects.Add(new Redirect(status, next!.Url));
            isSameOrigin &= Redirects.IsSameOrigin(request.Url, next.Url);
            request = next;
            using var message = Message(isSameOrigin ? Authenticated(attempt, request) : request);
            await ExchangeAsync(attempt, message, clock);
        }
    }

    private async Task ExchangeAsync(Attempt attempt, HttpRequestMessage request, AttemptClock clock)
    {
        var system = attempt.Plan!.System;
        var exchange = new WireExchange(attempt.Timings);
        request.Options.Set(WireExchange.Key, exchange);
        var began = time.GetTimestamp();
        try
        {
            attempt.Response = new ExternalResponse(await connections.For(system, attempt.Authentication?.Certificate).SendAsync(request, clock.Ended));
            if (exchange.IsCutShort && attempt.Response.IsSuccessStatus)
                attempt.Fail(SendFailures.CutShort(attempt.Response.Status));
        }
        catch (HttpRequestException fault)
        {
            attempt.Fail(AfterRedirects(attempt, SendFailures.Of(fault, exchange)));
        }
        catch (OperationCanceledException fault)
        {
            attempt.Fail(AfterRedirects(attempt, SendFailures.Of(fault, exchange, clock, system)));
        }

        if (exchange.AnsweredAt is { } answered)
            attempt.Timings.FirstByteMs = time.GetElapsedTime(began, answered).TotalMilliseconds;
    }

    private static bool FollowsRedirects(Attempt attempt, SystemConfig system) =>
        attempt.Proceeds && attempt.Confidential is null && system.Outbound.MaxRedirects > 0 && Redirects.IsRedirect(attempt.Response!.Status);

    // Who redirected had the request, whatever became of the next one.
    private static AttemptFailure AfterRedirects(Attempt attempt, AttemptFailure failure) => attempt.Redirects is [.., var last]
        ? failure with { MayHaveBeenReceived = true, Message = $"{failure.Message} (after a redirect to {last.To.GetLeftPart(UriPartial.Path)})" }
        : failure;

    // The request itself stays without the proof: it is signed anew for each exchange.
    private static OutgoingRequest Authenticated(Attempt attempt, OutgoingRequest request) => attempt.Authentication?.Apply(request) ?? request;

    private static HttpRequestMessage Message(OutgoingRequest request)
    {
        var body = request.Body is { } bytes ? new RequestBodyContent(bytes) : null;
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Url) { Content = body };
        foreach (var (name, value) in request.Headers)
        {
            // A content header (Content-Language, …) belongs to the body; without a body there is nothing that it could describe.
            if (!message.Headers.TryAddWithoutValidation(name, value) && body is not null)
            {
                body.Headers.Remove(name);
                body.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return message;
    }
}

using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>Step 3: makes the log document durable, then sends. No byte leaves before the record of it is kept.</summary>
internal sealed class ExecuteStage(LogWriter log, OutboundConnections connections, TimeProvider time)
{
    public async Task RunAsync(Attempt attempt, AttemptClock clock)
    {
        using var request = Message(attempt.Request!, attempt.Timings, out var body);
        if (!await OpenAsync(attempt, request, clock))
            return;
        await SendAsync(attempt, request, body, clock);
    }

    // A crash after this leaves a pending document, which the next start marks unknown: the request may have been sent.
    private async Task<bool> OpenAsync(Attempt attempt, HttpRequestMessage request, AttemptClock clock)
    {
        attempt.Phase = ErrorPhase.Log;
        var began = time.GetTimestamp();
        attempt.Opened = LogDocuments.Open(attempt, request);
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

    private async Task SendAsync(Attempt attempt, HttpRequestMessage request, RequestBodyContent? body, AttemptClock clock)
    {
        attempt.Phase = ErrorPhase.Send;
        var began = time.GetTimestamp();
        try
        {
            attempt.Response = new ExternalResponse(await connections.For(attempt.Plan!.System).SendAsync(request, clock.Ended));
            attempt.Timings.FirstByteMs = time.GetElapsedTime(began).TotalMilliseconds;
        }
        catch (HttpRequestException fault)
        {
            attempt.Fail(SendFailures.Of(fault, body));
        }
        catch (OperationCanceledException fault)
        {
            attempt.Fail(SendFailures.Of(fault, body, clock, attempt.Plan!.System));
        }
    }

    private static HttpRequestMessage Message(OutgoingRequest request, AttemptTimings timings, out RequestBodyContent? body)
    {
        body = request.Body is { } bytes ? new RequestBodyContent(bytes) : null;
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Url) { Content = body };
        message.Options.Set(OutboundConnections.Timings, timings);
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

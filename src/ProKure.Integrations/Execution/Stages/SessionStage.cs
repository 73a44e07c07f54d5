using ProKure.Integrations.Execution.Sessions;
using ProKure.Integrations.Outcomes;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>
/// Before step 3, where the endpoint wants it: puts the session's token and cookies on the request. A session is opened by an exchange of its own, with a log
/// document of its own whose parent is the call.
/// </summary>
internal sealed class SessionStage(LimitStage limit, ExecuteStage execute, CaptureStage capture, SummariseStage summarise, TimeProvider time)
{
    private static readonly string[] OfTheCallOnly = [EndpointPlan.DefaultKeyHeader, "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "SOAPAction", "traceparent"];

    private readonly CsrfSessions _sessions = new();

    public static bool IsWanted(EndpointPlan plan) => plan.CsrfUrl is not null && plan.Endpoint.Method is not ("GET" or "HEAD" or "OPTIONS");

    public async Task RunAsync(Attempt attempt, AttemptClock clock)
    {
        attempt.Phase = ErrorPhase.Resolve;
        var key = KeyOf(attempt);
        try
        {
            if (await _sessions.GetAsync(key, () => OpenAsync(attempt, clock), clock.Ended) is not { } session)
                return;
            attempt.Session = session;
            attempt.Request = attempt.Request! with { Headers = WithSession(attempt.Request.Headers, session) };
        }
        catch (OperationCanceledException)
        {
            attempt.Fail(clock.FailureIn(ErrorPhase.Resolve));
        }
    }

    /// <summary>Whether the answer says that the session is not valid: then it is dropped, and the request may be sent again.</summary>
    public void DropIfRefused(Attempt attempt)
    {
        if (attempt is { Session: { } session, Failure.Code: CaptureStage.SessionRefused })
            _sessions.Drop(KeyOf(attempt), session);
    }

    private async Task<CsrfSession?> OpenAsync(Attempt attempt, AttemptClock clock)
    {
        var fetch = new Attempt(attempt, time) { Mark = new(Errand.PurposeKey, "CSRF_TOKEN"), Authentication = attempt.Authentication };
        fetch.Request = new OutgoingRequest("GET", attempt.Plan!.CsrfUrl!, FetchHeaders(attempt, fetch), null);
        CsrfSession? session = null;
        try
        {
            var permit = await limit.EnterAsync(fetch, clock, LimitStage.IsQueued(attempt));
            try
            {
                if (fetch.Proceeds)
                    await execute.RunAsync(fetch, clock);
                if (fetch.Proceeds)
                    await capture.ReadAsync(fetch, clock);
            }
            finally
            {
                await limit.LeaveAsync(permit, fetch);
            }

            if (fetch.Proceeds && (session = CsrfSession.Of(fetch.Response!.Message.Headers)) is null)
            {
                fetch.Phase = ErrorPhase.Outcome;
                fetch.Fail(ErrorType.Authentication, ErrorSide.Theirs, $"{fetch.Plan!.System.Code} answered HTTP {fetch.Response.Status} without the anti-forgery token that was asked for.", "CSRF_NO_TOKEN");
            }

            if (fetch.Response is not null && attempt.Authentication?.AccessToken is not null && fetch.Response.Status == 401 && !attempt.IsReauthentication)
                CaptureStage.FailAsTokenRefused(attempt);

            // What did not have its turn was no exchange; the call itself tells why.
            if (fetch.Opened is not null)
                await summarise.RunAsync(fetch);
        }
        finally
        {
            fetch.Response?.Dispose();
        }

        // The call itself was not sent: whatever became of the fetch, it may be tried again.
        if (fetch.Failure is { } failure)
            attempt.Fail(failure with { Phase = ErrorPhase.Resolve, MayHaveBeenReceived = false, Message = $"No anti-forgery token could be fetched: {failure.Message}" });
        return session;
    }

    private static List<KeyValuePair<string, string>> FetchHeaders(Attempt attempt, Attempt fetch)
    {
        var headers = attempt.Request!.Headers.Where(header => !OfTheCallOnly.Contains(header.Key, StringComparer.OrdinalIgnoreCase) && !IsKey(attempt, header) && !IsOfSession(header)).ToList();
        headers.Add(new(CsrfSession.TokenHeader, "Fetch"));
        headers.Add(new("traceparent", TraceParent.ForCall(attempt.Invocation, fetch.RequestId)));
        return headers;
    }

    private static List<KeyValuePair<string, string>> WithSession(IEnumerable<KeyValuePair<string, string>> headers, CsrfSession session)
    {
        var with = headers.Where(header => !IsOfSession(header)).ToList();
        with.Add(new(CsrfSession.TokenHeader, session.Token));
        if (session.Cookies.Length > 0)
            with.Add(new("Cookie", session.Cookies));
        return with;
    }

    private static bool IsKey(Attempt attempt, KeyValuePair<string, string> header) => header.Key.Equals(attempt.Plan!.KeyHeader, StringComparison.OrdinalIgnoreCase);

    private static bool IsOfSession(KeyValuePair<string, string> header) =>
        header.Key.Equals(CsrfSession.TokenHeader, StringComparison.OrdinalIgnoreCase) || header.Key.Equals("Cookie", StringComparison.OrdinalIgnoreCase);

    private static string KeyOf(Attempt attempt) => $"{attempt.Plan!.System.Code}\n{attempt.Plan.CsrfUrl}\n{attempt.Plan.Credential?.Code}";
}

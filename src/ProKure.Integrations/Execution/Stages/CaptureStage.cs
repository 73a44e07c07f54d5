using System.Buffers;
using ProKure.Integrations.Execution.Pages;
using ProKure.Integrations.Execution.Sessions;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Objects;
using ProKure.Jsonata;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>Step 4: reads the answer within its limits, decides the outcome, and makes the caller's answer of it.</summary>
internal sealed class CaptureStage(BodyRecording bodies, TimeProvider time)
{
    /// <summary>The code of the failure of a request whose session was refused.</summary>
    public const string SessionRefused = "CSRF_REFUSED";

    /// <summary>The code of the failure of a request whose access token was refused.</summary>
    public const string TokenRefused = "TOKEN_REFUSED";

    private const int LongestExcerpt = 500;

    public async Task RunAsync(Attempt attempt, AttemptClock clock)
    {
        await ReadAsync(attempt, clock);
        if (attempt is { Proceeds: true, Response.Stored: { } stored })
        {
            attempt.Answer = stored.ToJson(attempt.RequestId, attempt.Response.Message.Content.Headers.ContentType?.ToString());
            return;
        }

        if (attempt.Proceeds)
            Decode(attempt);
        if (attempt.Proceeds)
            Judge(attempt);
        if (attempt is { Proceeds: true, Pages: { } pages })
            TakePage(attempt, pages);
        if (attempt is { Proceeds: true, NextPage: null })
            Answer(attempt);
    }

    /// <summary>Reads the answer's body, without judging it.</summary>
    public async Task ReadAsync(Attempt attempt, AttemptClock clock)
    {
        attempt.Phase = ErrorPhase.Receive;
        var began = time.GetTimestamp();
        var response = attempt.Response!;
        if (response.Status == 101)
        {
            attempt.Fail(ErrorType.Response, ErrorSide.Theirs, "The answer is HTTP 101: it switches to a protocol that the hub did not ask for.", "RESPONSE_INVALID");
            return;
        }

        using var reader = new ResponseBodyReader(attempt, bodies, time);
        try
        {
            await reader.ReadAsync(clock.Ended);
        }
        catch (OperationCanceledException)
        {
            TooLarge();
            attempt.Fail(clock.FailureIn(ErrorPhase.Receive));
        }
        catch (Exception fault) when (fault is InvalidDataException or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse })
        {
            TooLarge();
            attempt.Fail(ErrorType.Response, ErrorSide.Theirs, $"The answer's body is not what its headers say: {fault.Message}", "RESPONSE_INVALID");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            TooLarge();
            attempt.Fail(ErrorType.Response, ErrorSide.Theirs, $"The answer broke off: {(fault.InnerException ?? fault).Message}", "RESPONSE_INCOMPLETE");
        }

        TooLarge();

        // Whatever came is recorded, also of an answer that broke off.
        reader.Complete();
        if (attempt.Proceeds && response.Stored is null && StoredAnswer.IsWanted(attempt))
            attempt.Fail(ErrorType.Response, ErrorSide.Ours, "The answer came, but could not be stored: the hub's disk takes no whole bodies now.", "RESPONSE_NOT_STORED");
        Telemetry.ResponseWireBytes.Add(response.WireBytes);
        Telemetry.ResponseBytes.Add(response.BodyBytes);
        attempt.Timings.BodyMs = time.GetElapsedTime(began).TotalMilliseconds;

        // Said first, whatever became of what was read on for the record's sake.
        void TooLarge()
        {
            if (reader.Excess is { } excess)
                attempt.Fail(ErrorType.Response, ErrorSide.Theirs, excess, "RESPONSE_TOO_LARGE");
            else if (reader.Endless is { } endless)
                attempt.Fail(ErrorType.Response, ErrorSide.Configuration, endless, "RESPONSE_ENDLESS");
        }
    }

    // What cannot be read fails a good answer; of a bad one it only says less.
    private static void Decode(Attempt attempt)
    {
        attempt.Phase = ErrorPhase.Outcome;
        var response = attempt.Response!;
        try
        {
            (response.Json, response.IsUnexpected, response.Fault, response.IsBytes) = attempt.Plan!.Decoder.Decode(response.Body, response.Message.Content.Headers.ContentType);
        }
        catch (BodyFormatException fault)
        {
            response.Unreadable = fault;
        }
    }

    private void Judge(Attempt attempt)
    {
        var (plan, response) = (attempt.Plan!, attempt.Response!);
        if (response.Fault is { } refusal)
        {
            // SOAP sends faults with HTTP 500, and some systems with 200: what counts is what it says.
            var said = attempt.Terms.KeepsBodiesOfFailures ? refusal.Message : $"{plan.System.Code} answered with a SOAP fault.";
            attempt.Fail(ErrorType.BusinessRule, ErrorSide.Theirs, MessageOf(attempt) ?? said, "SOAP_FAULT");
            return;
        }

        if (attempt.Session is not null && CsrfSession.IsRefused(response.Message))
        {
            attempt.Fail(ErrorType.Authentication, ErrorSide.Theirs, $"{plan.System.Code} does not accept the session's anti-forgery token (HTTP 403).", SessionRefused);
            return;
        }

        if (IsTokenRefused(attempt))
        {
            FailAsTokenRefused(attempt);
            return;
        }

        if (!response.IsSuccessStatus)
        {
            attempt.Fail(new AttemptFailure
            {
                Type = ErrorType.HttpStatus,
                Phase = ErrorPhase.Outcome,
                Side = ErrorSide.Theirs,
                Message = MessageOf(attempt) ?? $"{plan.System.Code} answered HTTP {response.Status}{Excerpt(attempt)}",
                RetryAfter = RetryAfter.Of(response.Message.Headers, time.GetUtcNow()),
            });
            return;
        }

        if (response.Unreadable is { } unreadable)
        {
            var what = unreadable.Code == BodyFormatException.NotJson
                ? $"{plan.System.Code} says that it answers JSON, but does not"
                : $"{plan.System.Code} answered what cannot be read ({unreadable.Message.TrimEnd('.')})";
            attempt.Fail(ErrorType.Response, ErrorSide.Theirs, $"{what}{Excerpt(attempt)}", unreadable.Code);
            return;
        }

        if (response.IsUnexpected && (plan.SuccessRule is not null || plan.ResponseTransform is not null || plan.Pages is not null))
        {
            attempt.Fail(
                ErrorType.Response, ErrorSide.Theirs,
                $"{plan.System.Code} did not answer in the form that the success rule and the response transform are written for{Excerpt(attempt)}",
                BodyFormatException.NotJson);
            return;
        }

        if (plan.SuccessRule is null)
            return;
        try
        {
            if (!plan.SuccessRule.EvaluateBoolean(InputOf(response), plan.Evaluation))
            {
                attempt.Fail(
                    ErrorType.BusinessRule, ErrorSide.Theirs, MessageOf(attempt) ?? $"{plan.System.Code} answered HTTP {response.Status}, but the success rule does not hold.");
            }
        }
        catch (JsonataException fault)
        {
            Unreadable(attempt, fault, "success rule");
        }
    }

    /// <summary>Whether the answer says that the access token is not valid, for the first time.</summary>
    public static bool IsTokenRefused(Attempt attempt) => attempt is { Response.Status: 401, Authentication.AccessToken: not null, IsReauthentication: false };

    /// <summary>Ends the exchange so that it is made again with another token.</summary>
    public static void FailAsTokenRefused(Attempt attempt) =>
        attempt.Fail(ErrorType.Authentication, ErrorSide.Theirs, $"{attempt.Plan!.System.Code} does not accept the access token (HTTP 401).", TokenRefused);

    private static void TakePage(Attempt attempt, PageCollector pages)
    {
        try
        {
            attempt.NextPage = pages.Add(InputOf(attempt.Response!), attempt.Response!, attempt.Request!.Url, EvaluationOf(attempt));
        }
        catch (PageException fault)
        {
            attempt.Fail(ErrorType.Response, ErrorSide.Theirs, fault.Message, fault.Code);
        }
        catch (JsonataException fault)
        {
            Unreadable(attempt, fault, "pagination rule");
        }
    }

    private static void Answer(Attempt attempt)
    {
        var (plan, response) = (attempt.Plan!, attempt.Response!);
        var whole = attempt.Pages?.Merged() ?? response.Json;
        if (plan.ResponseTransform is null)
        {
            attempt.Answer = whole;
            return;
        }

        try
        {
            var answer = new ArrayBufferWriter<byte>(whole.Length + 256);
            if (plan.ResponseTransform.TryApply(whole.IsEmpty ? "{}"u8 : whole.Span, answer, EvaluationOf(attempt), CancellationToken.None))
                attempt.Answer = answer.WrittenMemory;
        }
        catch (JsonataException fault)
        {
            Unreadable(attempt, fault, "response transform");
        }
    }

    // Only the expression can be at fault: the body was read as JSON before.
    private static void Unreadable(Attempt attempt, JsonataException fault, string what) =>
        attempt.Fail(ErrorType.Transform, ErrorSide.Configuration, $"The {what} failed: {fault.Message}", fault.Code);

    private static string? MessageOf(Attempt attempt)
    {
        if (attempt.Plan!.ErrorMessage is not { } expression)
            return null;
        try
        {
            var message = expression.EvaluateString(InputOf(attempt.Response!), attempt.Plan.Evaluation);
            return string.IsNullOrWhiteSpace(message) ? null : message;
        }
        catch (JsonataException)
        {
            // The answer has another shape than the expression expects; the general message with an excerpt says more.
            return null;
        }
    }

    private static JsonataEvaluation EvaluationOf(Attempt attempt) =>
        attempt.Plan!.AsksForResponse ? ExpressionVariables.WithResponse(attempt.Plan.Evaluation, attempt.Response!) : attempt.Plan.Evaluation;

    // An empty answer is nothing, which expressions read as a field that is not there.
    private static ReadOnlySpan<byte> InputOf(ExternalResponse response) => response.Json.IsEmpty ? "{}"u8 : response.Json.Span;

    // Redacted before it is cut: half a secret looks like none.
    private static string Excerpt(Attempt attempt)
    {
        if (!attempt.Terms.KeepsBodiesOfFailures)
            return ".";
        var response = attempt.Response!;
        var text = attempt.Plan!.Capture.Excerpt(response.Body, attempt.ResponseContentType, LongestExcerpt, attempt.Redacted);
        return text.Length == 0 ? "." : $": {text}";
    }
}

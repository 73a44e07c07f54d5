using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using ProKure.Jsonata;

namespace ProKure.Integrations.Execution.Stages;

/// <summary>Step 4: reads the answer within its limits, decides the outcome, and makes the caller's answer of it.</summary>
internal sealed class CaptureStage(TimeProvider time)
{
    private const int LongestExcerpt = 500;

    public async Task RunAsync(Attempt attempt, AttemptClock clock)
    {
        await ReadBodyAsync(attempt, clock);
        if (attempt.Proceeds)
            Judge(attempt);
        if (attempt.Proceeds)
            Answer(attempt);
    }

    private async Task ReadBodyAsync(Attempt attempt, AttemptClock clock)
    {
        attempt.Phase = ErrorPhase.Receive;
        var began = time.GetTimestamp();
        var response = attempt.Response!;
        var limit = attempt.Plan!.Endpoint.MaxResponseBytes;
        if (response.Status == 101)
        {
            attempt.Fail(ErrorType.Response, ErrorSide.Theirs, "The answer is HTTP 101: it switches to a protocol that the hub did not ask for.", "RESPONSE_INVALID");
            return;
        }

        try
        {
            var body = await ResponseBodyReader.ReadAsync(response.Message.Content, limit, clock.Ended);
            response.Body = body.Bytes;
            if (body.ExceedsLimit)
                attempt.Fail(ErrorType.Response, ErrorSide.Theirs, $"The answer is longer than the {limit} bytes that the endpoint allows.", "RESPONSE_TOO_LARGE");
        }
        catch (OperationCanceledException)
        {
            attempt.Fail(clock.FailureIn(ErrorPhase.Receive));
        }
        catch (Exception fault) when (fault is InvalidDataException or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse })
        {
            attempt.Fail(ErrorType.Response, ErrorSide.Theirs, $"The answer's body is not what its headers say: {fault.Message}", "RESPONSE_INVALID");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            attempt.Fail(ErrorType.Response, ErrorSide.Theirs, $"The answer broke off: {(fault.InnerException ?? fault).Message}", "RESPONSE_INCOMPLETE");
        }

        attempt.Timings.BodyMs = time.GetElapsedTime(began).TotalMilliseconds;
    }

    private void Judge(Attempt attempt)
    {
        attempt.Phase = ErrorPhase.Outcome;
        var (plan, response) = (attempt.Plan!, attempt.Response!);
        if (!response.IsSuccessStatus)
        {
            attempt.Fail(new AttemptFailure
            {
                Type = ErrorType.HttpStatus,
                Phase = ErrorPhase.Outcome,
                Side = ErrorSide.Theirs,
                Message = MessageOf(attempt) ?? $"{plan.System.Code} answered HTTP {response.Status}{Excerpt(response.Body.Span)}",
                RetryAfter = RetryAfter.Of(response.Message.Headers.RetryAfter, response.Message.Headers.Date, time.GetUtcNow()),
            });
            return;
        }

        if (DeclaresJson(response) && !response.Body.IsEmpty && !IsJson(response.Body.Span))
        {
            attempt.Fail(ErrorType.Response, ErrorSide.Theirs, $"{plan.System.Code} says that it answers JSON, but does not{Excerpt(response.Body.Span)}", "RESPONSE_NOT_JSON");
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

    private static void Answer(Attempt attempt)
    {
        var (plan, response) = (attempt.Plan!, attempt.Response!);
        if (plan.ResponseTransform is null)
        {
            attempt.Answer = AsJson(response);
            return;
        }

        try
        {
            var answer = new ArrayBufferWriter<byte>(response.Body.Length + 256);
            if (plan.ResponseTransform.TryApply(InputOf(response), answer, plan.Evaluation, CancellationToken.None))
                attempt.Answer = answer.WrittenMemory;
        }
        catch (JsonataException fault)
        {
            Unreadable(attempt, fault, "response transform");
        }
    }

    // The other side's JSON is at fault, or the expression over it.
    private static void Unreadable(Attempt attempt, JsonataException fault, string what)
    {
        if (IsJson(attempt.Response!.Body.Span))
            attempt.Fail(ErrorType.Transform, ErrorSide.Configuration, $"The {what} failed: {fault.Message}", fault.Code);
        else
            attempt.Fail(ErrorType.Response, ErrorSide.Theirs, $"The answer is not the JSON that the {what} needs: {fault.Message}", "RESPONSE_NOT_JSON");
    }

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

    // An empty answer is nothing, which expressions read as a field that is not there.
    private static ReadOnlySpan<byte> InputOf(ExternalResponse response) => response.Body.IsEmpty ? "{}"u8 : response.Body.Span;

    private static ReadOnlyMemory<byte> AsJson(ExternalResponse response)
    {
        if (response.Body.IsEmpty || IsJson(response.Body.Span))
            return response.Body;
        var text = Utf8.IsValid(response.Body.Span) ? Encoding.UTF8.GetString(response.Body.Span) : Convert.ToBase64String(response.Body.Span);
        return Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"");
    }

    private static bool DeclaresJson(ExternalResponse response) =>
        response.Message.Content.Headers.ContentType?.MediaType is { } type
        && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private static bool IsJson(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = Integrations.Capture.Formats.JsonPass.MaxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Excerpt(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return ".";
        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestExcerpt * 4)]).ReplaceLineEndings(" ").Trim();
        return text.Length > LongestExcerpt ? $": {text[..LongestExcerpt]}…" : $": {text}";
    }
}

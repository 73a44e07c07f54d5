using System.Buffers;
using System.Text.Json;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api.Invoke;

/// <summary>Writes the answer to an invocation: the shapes of <see cref="InvokeResponse"/> and <see cref="InvokeProblemResponse"/>.</summary>
internal static class InvokeAnswer
{
    private const int LargestKept = 256 * 1024;
    private static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(1);

    // One for each thread: used between two awaits only, so that its length is known before the first byte of the answer goes out.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    public static ValueTask WriteAsync(HttpContext context, InvocationResult result, WarningBody? warning)
    {
        var response = context.Response;
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        var head = Write(buffer, result, warning);
        response.StatusCode = head.Status;
        response.ContentType = head.ContentType;
        response.Headers["X-Request-ID"] = result.RequestId.ToString();
        response.Headers["X-Correlation-ID"] = result.CorrelationId.ToString();
        if (head.RetryAfter is { } wait)
            response.Headers.RetryAfter = wait;
        response.ContentLength = buffer.WrittenCount;
        response.BodyWriter.Write(buffer.WrittenSpan);
        if (buffer.Capacity > LargestKept)
            (_buffer, _writer) = (null, null);
        var flush = response.BodyWriter.FlushAsync(context.RequestAborted);
        if (!flush.IsCompletedSuccessfully)
            return Awaited(flush);
        _ = flush.Result;
        return default;

        static async ValueTask Awaited(ValueTask<System.IO.Pipelines.FlushResult> flush) => await flush;
    }

    /// <summary>The same answer, to be kept.</summary>
    public static KeptAnswer Keep(InvocationResult result, WarningBody? warning)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        var head = Write(buffer, result, warning);
        List<KeyValuePair<string, string>> headers =
        [
            new("Content-Type", head.ContentType), new("X-Request-ID", result.RequestId.ToString()), new("X-Correlation-ID", result.CorrelationId.ToString()),
        ];
        if (head.RetryAfter is { } wait)
            headers.Add(new("Retry-After", wait));
        return new KeptAnswer(head.Status, headers, buffer.WrittenSpan.ToArray());
    }

    private static Head Write(ArrayBufferWriter<byte> buffer, InvocationResult result, WarningBody? warning)
    {
        var writer = _writer ??= new Utf8JsonWriter(buffer);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        writer.WriteStartObject();
        var head = result.Failure is { } failure ? WriteProblem(writer, result, failure) : WriteSuccess(writer, result);
        WriteWarnings(writer, result, warning);
        writer.WriteEndObject();
        writer.Flush();
        return head;
    }

    private static Head WriteSuccess(Utf8JsonWriter writer, InvocationResult result)
    {
        writer.WriteString("request_id"u8, result.RequestId);
        writer.WriteString("correlation_id"u8, result.CorrelationId.ToString());
        writer.WriteString("status"u8, WireName.Of(result.Status));
        WriteOutcome(writer, result);
        return new Head(StatusCodes.Status200OK, "application/json; charset=utf-8", null);
    }

    private static Head WriteProblem(Utf8JsonWriter writer, InvocationResult result, AttemptFailure failure)
    {
        var type = InvokeProblems.Of(failure);
        writer.WriteString("type"u8, type.Uri);
        writer.WriteString("title"u8, type.Title);
        writer.WriteNumber("status"u8, type.Status);
        writer.WriteString("detail"u8, failure.Message);
        writer.WriteString("instance"u8, $"/api/v1/logs/{result.RequestId}");
        writer.WriteString("request_id"u8, result.RequestId);
        writer.WriteString("correlation_id"u8, result.CorrelationId.ToString());
        writer.WriteString("outcome"u8, WireName.Of(result.Status));
        writer.WriteStartObject("error"u8);
        writer.WriteString("type"u8, WireName.Of(failure.Type));
        writer.WriteString("phase"u8, WireName.Of(failure.Phase));
        writer.WriteString("side"u8, WireName.Of(failure.Side));
        writer.WriteString("code"u8, failure.Code);
        writer.WriteString("message"u8, failure.Message);
        writer.WriteEndObject();
        WriteOutcome(writer, result);
        return new Head(type.Status, Problem.ContentType, WaitOf(failure, type.Status) is { } wait ? Problem.Seconds(wait) : null);
    }

    // What the other side asks for is for the caller, who decides whether to ask again.
    private static TimeSpan? WaitOf(AttemptFailure failure, int status)
    {
        if (status is StatusCodes.Status429TooManyRequests or StatusCodes.Status503ServiceUnavailable)
            return failure.RetryAfter ?? DefaultWait;
        return failure.RetryAfter > TimeSpan.Zero ? failure.RetryAfter : null;
    }

    private static void WriteOutcome(Utf8JsonWriter writer, InvocationResult result)
    {
        if (result.ResponseStatus is { } status)
            writer.WriteNumber("response_status"u8, status);
        else
            writer.WriteNull("response_status"u8);
        writer.WriteNumber("attempt_number"u8, result.AttemptNumber);
        writer.WriteNumber("duration_ms"u8, result.DurationMs);
        writer.WritePropertyName("response"u8);
        if (result.Response.IsEmpty)
            writer.WriteNullValue();
        else
            writer.WriteRawValue(result.Response.Span, skipInputValidation: true);
    }

    private static void WriteWarnings(Utf8JsonWriter writer, InvocationResult result, WarningBody? warning)
    {
        writer.WriteStartArray("warnings"u8);
        if (warning is not null)
            Write(writer, warning.Code, warning.Message);
        if (result.Resolution is { } resolution)
            Write(writer, WireName.Of(resolution.Reason), Meaning(resolution));
        if (!result.IsLogged)
            Write(writer, "LOG_BEHIND", "The call stands, but its log document is not complete yet: neither the log store nor the spool takes writes now.");
        writer.WriteEndArray();

        static void Write(Utf8JsonWriter writer, string code, string message)
        {
            writer.WriteStartObject();
            writer.WriteString("code"u8, code);
            writer.WriteString("message"u8, message);
            writer.WriteEndObject();
        }
    }

    private static string Meaning(CallResolution resolution) => resolution switch
    {
        { Reason: RetryReason.FoundDone } => "The call itself gave no clear answer; the endpoint's look-up found that the work was done.",
        { Reason: RetryReason.FoundNotDone } => "The call itself gave no clear answer; the endpoint's look-up found that the work was not done, so that it may be asked for again.",
        { FollowUpId: { } followUp } =>
            $"Whether the work was done is not known yet. The hub goes on asking: /api/v1/deliveries/{followUp} becomes SUCCEEDED when it was done, and DEAD with FOUND_NOT_DONE when it was not.",
        _ => "Whether the work was done is not known, and the hub will not find out: the queue takes no follow-up now.",
    };

    private readonly record struct Head(int Status, string ContentType, string? RetryAfter);
}

using System.Globalization;
using System.Text;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Execution;

/// <summary>
/// What is stored of a traced exchange besides request and response: lines in front of the headers, whose names begin with <c>prokure-</c>. So whatever is done with headers (redaction,
/// spool, archive, erasure) is done with them.
/// </summary>
internal static class TraceLines
{
    /// <summary>Longer texts are cut, and are JSON all the same.</summary>
    public const int MaxBytes = 64 << 10;

    /// <summary>Before the send: what the hub was given, and what the mapping made of it.</summary>
    public static IEnumerable<CapturedHeader> OfRequest(Attempt attempt)
    {
        var trace = attempt.Terms.Trace!;
        yield return new("prokure-trace", string.Create(CultureInfo.InvariantCulture, $"until {trace.Until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, started by {trace.StartedBy}"));

        // Of an exchange that is about secrets nothing is told, and a payload stands once, with the call's first exchange.
        if (attempt.Confidential is not null || attempt.IsFollowUp)
            yield break;
        if (!attempt.Invocation.Payload.IsEmpty)
            yield return Line(attempt, "prokure-payload", attempt.Invocation.Payload);
        if (!attempt.Mapped.IsEmpty && attempt.Request?.Body is { } body && !body.Plain.Span.SequenceEqual(attempt.Mapped.Span))
            yield return Line(attempt, "prokure-mapped", attempt.Mapped);
    }

    /// <summary>Afterwards: how the answer came, how rules and transform saw it, and what the caller gets.</summary>
    public static IEnumerable<CapturedHeader> OfResponse(Attempt attempt)
    {
        var response = attempt.Response!;
        yield return new("prokure-connection", $"HTTP/{response.Message.Version}, {(attempt.Timings.ConnectMs is null ? "on a connection that was open" : "on a new connection")}");
        yield return new("prokure-bytes", string.Create(CultureInfo.InvariantCulture, $"{response.WireBytes} on the wire, {response.BodyBytes} expanded"));

        // Redaction does not find what stands in the base64 of bytes. They are stored as the answer's body, where it looks at them before.
        if (attempt.Confidential is not null || response.IsBytes)
            yield break;
        if (!response.Json.IsEmpty && !response.Json.Span.SequenceEqual(response.Body.Span))
            yield return Line(attempt, "prokure-decoded", response.Json);
        if (!attempt.Answer.IsEmpty && !attempt.Answer.Span.SequenceEqual(response.Json.Span))
            yield return Line(attempt, "prokure-answer", attempt.Answer);
    }

    // Redacted like any body, and before it is cut.
    private static CapturedHeader Line(Attempt attempt, string name, ReadOnlyMemory<byte> json)
    {
        var masked = attempt.Authentication?.Mask.Mask(json) ?? json;
        return new(name, Encoding.UTF8.GetString(attempt.Plan!.Capture.Body(masked, "application/json", attempt.Redacted, MaxBytes).Body.Span));
    }
}

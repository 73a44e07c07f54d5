using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Execution.Connections;

/// <summary>What a send that did not bring an answer means, read from what happened on the wire.</summary>
internal static class SendFailures
{
    public static AttemptFailure Of(HttpRequestException fault, WireExchange exchange)
    {
        if (!exchange.HasBegun)
        {
            return ConnectionOpenException.FailureIn(fault)
                ?? Failure(ErrorType.Connect, ErrorPhase.Connect, "NOTHING_SENT", $"The connection was lost before anything was sent: {Reason(fault)}");
        }

        if (exchange.HandshakeFailure is { } refused)
            return refused;
        return exchange.Phase switch
        {
            ErrorPhase.Send => Failure(ErrorType.Send, ErrorPhase.Send, null, $"The connection broke while the request was being sent: {Reason(fault)}{Hint(exchange)}"),
            ErrorPhase.Wait => Failure(ErrorType.Response, ErrorPhase.Wait, null, $"The connection ended before an answer came: {Reason(fault)}{Hint(exchange)}"),
            _ when fault.HttpRequestError is HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded =>
                Failure(ErrorType.Response, ErrorPhase.Receive, "RESPONSE_INVALID", $"The answer is no valid HTTP: {Reason(fault)}"),
            _ => Failure(ErrorType.Response, ErrorPhase.Receive, "RESPONSE_INCOMPLETE", $"The answer broke off in its headers: {Reason(fault)}"),
        };
    }

    public static AttemptFailure Of(OperationCanceledException fault, WireExchange exchange, AttemptClock clock, SystemConfig system)
    {
        // The handler's own connect time-out fires neither of our tokens.
        if (!clock.IsTimeUp && !clock.IsCallerGone && fault.InnerException is TimeoutException)
            return Failure(ErrorType.Timeout, exchange.Phase, null, $"No connection within {system.ConnectTimeout.TotalSeconds:0.###} s ({AttemptClock.Doing(exchange.Phase)}).");

        return clock.FailureIn(exchange.Phase);
    }

    /// <summary>An answer that claims success to a request that was not sent as a whole.</summary>
    public static AttemptFailure CutShort(int status) => Failure(
        ErrorType.Send, ErrorPhase.Send, null, $"The connection was closed while the request was being sent, after an answer with HTTP {status}, which cannot be about the whole request.");

    private static string Reason(Exception fault) => (fault.InnerException ?? fault).Message;

    private static string Hint(WireExchange exchange) => exchange.Hint is { } hint ? $" {hint}" : "";

    private static AttemptFailure Failure(ErrorType type, ErrorPhase phase, string? code, string message) =>
        new() { Type = type, Phase = phase, Side = ErrorSide.Theirs, Code = code, Message = message };
}

using System.Net.Sockets;
using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Execution;

/// <summary>Reads from what the HTTP client throws in which phase a send failed. By type and code, never by message text.</summary>
internal static class SendFailures
{
    public static AttemptFailure Of(HttpRequestException fault, RequestBodyContent? body) => fault.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => Failure(ErrorType.Dns, ErrorPhase.Dns, $"The host's name could not be resolved: {Reason(fault)}"),
        HttpRequestError.ConnectionError when IsNameResolution(fault) =>
            Failure(ErrorType.Dns, ErrorPhase.Dns, $"The host's name could not be resolved: {Reason(fault)}"),
        HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError =>
            Failure(ErrorType.Connect, ErrorPhase.Connect, $"No connection could be opened: {Reason(fault)}"),
        HttpRequestError.SecureConnectionError => Failure(ErrorType.Tls, ErrorPhase.Tls, $"The TLS handshake failed: {Reason(fault)}"),
        _ when body is { WasSent: false } => Failure(ErrorType.Send, ErrorPhase.Send, $"The connection broke while the request was being sent: {Reason(fault)}"),
        HttpRequestError.InvalidResponse => Failure(ErrorType.Response, ErrorPhase.Wait, $"The answer is no valid HTTP: {Reason(fault)}"),
        _ => Failure(ErrorType.Response, ErrorPhase.Wait, $"The connection ended before an answer came: {Reason(fault)}"),
    };

    public static AttemptFailure Of(OperationCanceledException fault, RequestBodyContent? body, AttemptClock clock, SystemConfig system)
    {
        // The handler's own connect time-out fires neither of our tokens.
        if (!clock.IsTimeUp && !clock.IsCallerGone && fault.InnerException is TimeoutException)
        {
            return Failure(
                ErrorType.Timeout, ErrorPhase.Connect, $"No connection within {system.ConnectTimeout.TotalSeconds:0.###} s.");
        }

        return clock.FailureIn(body is { WasSent: false } ? ErrorPhase.Send : ErrorPhase.Wait);
    }

    private static bool IsNameResolution(Exception fault) =>
        fault.InnerException is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery };

    private static string Reason(Exception fault) => (fault.InnerException ?? fault).Message;

    private static AttemptFailure Failure(ErrorType type, ErrorPhase phase, string message) =>
        new() { Type = type, Phase = phase, Side = ErrorSide.Theirs, Message = message };
}

using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Circuits;

/// <summary>What an exchange says about its system.</summary>
internal enum CircuitVerdict
{
    /// <summary>Nothing: it did not get as far, or ended for a reason of ours.</summary>
    Nothing,

    /// <summary>The system answers.</summary>
    Works,

    /// <summary>The system fails.</summary>
    Fails,
}

/// <summary>Reads it from how the exchange ended.</summary>
internal static class CircuitVerdicts
{
    /// <summary>
    /// Their failures count: no connection, no or no whole answer, time-outs, 5xx. A system that says no (4xx, a business error, a fault of SOAP, also one with 500), or answers
    /// what cannot be read, works.
    /// </summary>
    public static CircuitVerdict Of(AttemptFailure? failure, int? status) => failure switch
    {
        null => status >= 500 ? CircuitVerdict.Fails : CircuitVerdict.Works,
        { Side: not ErrorSide.Theirs } => status is null ? CircuitVerdict.Nothing : CircuitVerdict.Works,
        { Type: ErrorType.HttpStatus } => status >= 500 ? CircuitVerdict.Fails : CircuitVerdict.Works,
        { Code: "RESPONSE_TOO_LARGE" } => CircuitVerdict.Works,
        { Type: ErrorType.Dns or ErrorType.Connect or ErrorType.Tls or ErrorType.Send or ErrorType.Timeout } => CircuitVerdict.Fails,
        { Type: ErrorType.Response, Phase: < ErrorPhase.Outcome } => CircuitVerdict.Fails,
        _ => status is null ? CircuitVerdict.Nothing : CircuitVerdict.Works,
    };

    /// <summary>A failure in a few words that hold nothing of what the system answered.</summary>
    public static string Shown(AttemptFailure? failure, int? status) =>
        failure is { Type: not ErrorType.HttpStatus } ? $"{WireName.Of(failure.Type)} in phase {WireName.Of(failure.Phase)}." : $"HTTP {status}.";
}

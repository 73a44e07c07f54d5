namespace ProKure.Integrations.Execution;

/// <summary>What went wrong, by phase of the call.</summary>
public enum ErrorType
{
    /// <summary>Unknown, disabled or unusable system, endpoint or transform.</summary>
    Configuration,

    /// <summary>No valid credential could be had.</summary>
    Authentication,

    /// <summary>No permit within the allowed wait.</summary>
    RateLimit,

    /// <summary>The endpoint's circuit breaker is open.</summary>
    CircuitOpen,

    /// <summary>A mapping failed; nothing was sent, or the answer could not be mapped.</summary>
    Transform,

    /// <summary>The host's name could not be resolved.</summary>
    Dns,

    /// <summary>No connection could be opened.</summary>
    Connect,

    /// <summary>The TLS handshake failed.</summary>
    Tls,

    /// <summary>The connection broke while the request was being sent.</summary>
    Send,

    /// <summary>A time limit of the system or endpoint ran out.</summary>
    Timeout,

    /// <summary>The request was sent, but no whole, readable answer came.</summary>
    Response,

    /// <summary>The answer's HTTP status is not 2xx.</summary>
    HttpStatus,

    /// <summary>The HTTP status was good, but the endpoint's success rule says otherwise.</summary>
    BusinessRule,

    /// <summary>The caller gave up.</summary>
    Cancelled,

    /// <summary>The hub's process ended between send and answer.</summary>
    ProcessLost,

    /// <summary>The log document could not be written, so nothing was sent.</summary>
    LogUnavailable,
}

/// <summary>The part of a call in which it failed.</summary>
public enum ErrorPhase
{
    /// <summary>Finding system, endpoint, credential and permit.</summary>
    Resolve,

    /// <summary>Making the request from the payload.</summary>
    Transform,

    /// <summary>Writing the log document before the send.</summary>
    Log,

    /// <summary>Resolving the host's name.</summary>
    Dns,

    /// <summary>Opening the connection.</summary>
    Connect,

    /// <summary>The TLS handshake.</summary>
    Tls,

    /// <summary>Sending the request.</summary>
    Send,

    /// <summary>Waiting for the first byte of the answer.</summary>
    Wait,

    /// <summary>Reading the answer.</summary>
    Receive,

    /// <summary>Judging and mapping the answer.</summary>
    Outcome,
}

/// <summary>Who has to act: the three lanes of dead letters.</summary>
public enum ErrorSide
{
    /// <summary>The external system.</summary>
    Theirs,

    /// <summary>The hub or the business application.</summary>
    Ours,

    /// <summary>Whoever maintains systems, endpoints and mappings.</summary>
    Configuration,
}

/// <summary>Why an attempt did not succeed. What the outside world does is a value, not an exception.</summary>
public sealed record AttemptFailure
{
    /// <summary>What went wrong.</summary>
    public required ErrorType Type { get; init; }

    /// <summary>Where in the call.</summary>
    public required ErrorPhase Phase { get; init; }

    /// <summary>Who has to act.</summary>
    public required ErrorSide Side { get; init; }

    /// <summary>One sentence for the support person, without secrets.</summary>
    public required string Message { get; init; }

    /// <summary>A finer code, as <c>UNKNOWN_ENDPOINT</c>, <c>MISSING_CODE</c> or JSONata's <c>T2001</c>; null for none.</summary>
    public string? Code { get; init; }

    /// <summary>The stack trace where the hub itself failed; null otherwise.</summary>
    public string? StackTrace { get; init; }

    /// <summary>How long the other side, or a limit of ours, asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What happened on the wire says about whether the other side may have the request; null where type and phase say it.</summary>
    public bool? MayHaveBeenReceived { get; init; }

    /// <summary>True when the other side certainly did not receive the request, so that it may always be sent again.</summary>
    public bool CertainlyNotReceived => MayHaveBeenReceived is { } may ? !may : FailedBeforeTheSend;

    private bool FailedBeforeTheSend => Phase is ErrorPhase.Resolve || Type is ErrorType.Configuration or ErrorType.Authentication or ErrorType.RateLimit or ErrorType.CircuitOpen
        or ErrorType.Dns or ErrorType.Connect or ErrorType.Tls or ErrorType.LogUnavailable
        || (Type is ErrorType.Transform && Phase is ErrorPhase.Transform)
        || (Type is ErrorType.Timeout or ErrorType.Cancelled && Phase is < ErrorPhase.Send);
}

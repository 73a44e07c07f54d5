using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api.Invoke;

/// <summary>What the body of an invocation says.</summary>
internal struct InvokeBody
{
    /// <summary>The payload's own bytes in the body; null as long as it was not seen.</summary>
    public ReadOnlyMemory<byte>? Payload { get; set; }

    /// <summary>The business act; null for none.</summary>
    public LogContext? Context { get; set; }

    /// <summary>The caller's user; null for none.</summary>
    public string? UserId { get; set; }

    /// <summary>What set it off; null when it does not say.</summary>
    public TriggeredBy? TriggeredBy { get; set; }

    /// <summary>The caller's correlation id, not yet checked; null for none.</summary>
    public string? CorrelationId { get; set; }

    /// <summary>Whether the caller waits for the answer.</summary>
    public InvokeMode Mode { get; set; }

    /// <summary>When a queued invocation is to be run first; null for at once.</summary>
    public DateTimeOffset? NotBefore { get; set; }

    /// <summary>How urgent a queued invocation is; null takes the endpoint's priority.</summary>
    public int? Priority { get; set; }
}

/// <summary>Whether a caller waits for the external system's answer.</summary>
internal enum InvokeMode
{
    /// <summary>The caller gets the external system's answer; the call is tried once.</summary>
    Sync,

    /// <summary>The caller gets a delivery's id as soon as the intent is kept; the hub owns the delivery until it ends, retries included.</summary>
    Async,
}

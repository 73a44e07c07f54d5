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
}

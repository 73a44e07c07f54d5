using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Retry;

/// <summary>An invocation that is queued and owned by the scheduler until it ends.</summary>
public sealed record Delivery
{
    /// <summary>The delivery's id (UUID version 7).</summary>
    public required Guid Id { get; init; }

    /// <summary>The system's code.</summary>
    public required string SystemCode { get; init; }

    /// <summary>The endpoint's code.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>Version of the endpoint's configuration when it was accepted.</summary>
    public int ConfigVersion { get; init; }

    /// <summary>The business act.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The internal payload, a JSON text in UTF-8, exactly as accepted.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The business act's context.</summary>
    public LogContext Context { get; init; } = LogContext.None;

    /// <summary>Who or what caused it.</summary>
    public required LogActor Actor { get; init; }

    /// <summary>Sent with every attempt to endpoints that are idempotent with a key.</summary>
    public required string IdempotencyKey { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not started before this.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Attempts made so far.</summary>
    public int AttemptsMade { get; init; }

    /// <summary>Id of the chain's first attempt; null while there is none.</summary>
    public Guid? FirstRequestId { get; init; }

    /// <summary>When the chain's first attempt began; null while there is none. The policy's deadline counts from here.</summary>
    public DateTimeOffset? FirstAttemptAt { get; init; }

    /// <summary>Where it stands.</summary>
    public DeliveryState State { get; init; } = DeliveryState.Queued;

    /// <summary>Why it stands there: the last failure, or why it ended; null for no particular reason.</summary>
    public string? Reason { get; init; }
}

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>Waits for its time or for a worker.</summary>
    Queued,

    /// <summary>Leased to a worker.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>Ended badly and waits for a person: a dead letter.</summary>
    Dead,
}

using ProKure.Integrations.Hub.Api.Invoke;
using ProKure.Integrations.Hub.Api.Logs;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api.Deliveries;

/// <summary>An invocation that the hub owns until it ends.</summary>
internal sealed record DeliveryResponse
{
    /// <summary>The delivery's id.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>Id of the business act; the story of its attempts is at <c>/api/v1/traces/{correlation_id}</c>.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The system's code.</summary>
    public required string SystemCode { get; init; }

    /// <summary>The endpoint's code.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>Where it stands: QUEUED, RUNNING, SUCCEEDED, or DEAD, which waits for a person.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>Why it stands there: the last failure, or why it ended; null for no particular reason.</summary>
    public required string? Reason { get; init; }

    /// <summary>When it is, or was, due.</summary>
    public required DateTimeOffset NotBefore { get; init; }

    /// <summary>Attempts made so far.</summary>
    public required int AttemptsMade { get; init; }

    /// <summary>Id of the first attempt; null while there is none.</summary>
    public required Guid? FirstRequestId { get; init; }

    /// <summary>The business act it belongs to.</summary>
    public required LogContextBody Context { get; init; }

    /// <summary>Who or what caused it.</summary>
    public required LogActorBody Actor { get; init; }

    /// <summary>Version of the endpoint's configuration when it was accepted.</summary>
    public required int ConfigVersion { get; init; }

    /// <summary>When it was accepted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What the caller should know; empty for nothing.</summary>
    public required IReadOnlyList<WarningBody> Warnings { get; init; }
}

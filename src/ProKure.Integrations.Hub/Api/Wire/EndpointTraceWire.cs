using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>Asks that everything is stored of an endpoint's exchanges for a while.</summary>
internal sealed record EndpointTraceRequest
{
    /// <summary>How long, 24h at most; null for 30m.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>Why, for whoever reads the history; null for nothing.</summary>
    public string? Reason { get; init; }
}

/// <summary>Whether everything is stored of an endpoint's exchanges now.</summary>
internal sealed record EndpointTraceResponse
{
    /// <summary>Code of the system.</summary>
    public required string SystemCode { get; init; }

    /// <summary>Code of the endpoint.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>Whether it is so now.</summary>
    public required bool IsActive { get; init; }

    /// <summary>When it ends or ended; null where there was no trace.</summary>
    public required DateTimeOffset? Until { get; init; }

    /// <summary>Who asked for it; null where there was no trace.</summary>
    public required string? StartedBy { get; init; }

    /// <summary>Why; null where nobody said.</summary>
    public required string? Reason { get; init; }

    public static EndpointTraceResponse Of(EndpointConfig endpoint, DateTimeOffset now) => new()
    {
        SystemCode = endpoint.SystemCode,
        EndpointCode = endpoint.Code,
        IsActive = endpoint.Trace?.Until > now,
        Until = endpoint.Trace?.Until,
        StartedBy = endpoint.Trace?.StartedBy,
        Reason = endpoint.Trace?.Reason,
    };
}

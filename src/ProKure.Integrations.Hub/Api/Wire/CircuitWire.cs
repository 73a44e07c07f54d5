using ProKure.Integrations.Circuits;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>How the circuit of an endpoint stands.</summary>
internal record CircuitResponse
{
    /// <summary>Code of the system.</summary>
    public required string SystemCode { get; init; }

    /// <summary>Code of the endpoint.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>CLOSED: calls pass. OPEN: nothing is sent. HALF_OPEN: the time is up, and one call tries whether the system works again.</summary>
    public required CircuitState State { get; init; }

    /// <summary>Whether a person said so, and it stays until a person says otherwise.</summary>
    public required bool IsHeld { get; init; }

    /// <summary>When one call may try; null unless it is open.</summary>
    public required DateTimeOffset? OpenUntil { get; init; }

    /// <summary>Why it stands so; null where it never changed.</summary>
    public required string? Reason { get; init; }

    /// <summary>Since when it stands so; null where it never changed.</summary>
    public required DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Who changed it: a key as in the audit trail, or hub; null where it never changed.</summary>
    public required string? ChangedBy { get; init; }

    /// <summary>Exchanges of the hub that answers that count at the moment.</summary>
    public required int Calls { get; init; }

    /// <summary>How many of them failed.</summary>
    public required int Failures { get; init; }
}

/// <summary>How the circuit of an endpoint stands, and how it came to.</summary>
internal sealed record CircuitDetailResponse : CircuitResponse
{
    /// <summary>The latest changes first: all by people, and the last hundred by the hub.</summary>
    public required IReadOnlyList<CircuitChangeBody> Changes { get; init; }
}

/// <summary>A change of a circuit.</summary>
/// <param name="State">OPEN or CLOSED.</param>
/// <param name="IsHeld">Whether it was to stay so until a person says otherwise.</param>
/// <param name="Reason">Why.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="ChangedBy">Who: a key as in the audit trail, or hub.</param>
internal sealed record CircuitChangeBody(CircuitState State, bool IsHeld, string Reason, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>Why a person changes a circuit.</summary>
internal sealed record CircuitActionRequest
{
    /// <summary>Why, in a sentence that is kept; without secrets.</summary>
    public required string Reason { get; init; }
}

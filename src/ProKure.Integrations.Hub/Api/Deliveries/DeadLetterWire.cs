using ProKure.Integrations.Execution;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.Integrations.Hub.Api.Deliveries;

/// <summary>The dead letters, counted.</summary>
internal sealed record DeadLettersResponse
{
    /// <summary>How many there are.</summary>
    public required int Count { get; init; }

    /// <summary>How many wait for whom.</summary>
    public required IReadOnlyList<LaneBody> Lanes { get; init; }

    /// <summary>Those that have the same in common, the most first.</summary>
    public required IReadOnlyList<DeadLetterGroupBody> Groups { get; init; }

    /// <summary>False when there are more groups than are shown.</summary>
    public required bool IsComplete { get; init; }
}

/// <summary>One of the three lanes.</summary>
/// <param name="Lane">Who has to act: THEIRS the external system, OURS the hub or the business application, CONFIGURATION whoever maintains systems, endpoints and mappings.</param>
/// <param name="Count">How many dead letters wait for that.</param>
internal sealed record LaneBody(ErrorSide Lane, int Count);

/// <summary>Dead letters that have the same in common.</summary>
internal sealed record DeadLetterGroupBody
{
    /// <summary>Who has to act.</summary>
    public required ErrorSide Lane { get; init; }

    /// <summary>The system's code.</summary>
    public required string SystemCode { get; init; }

    /// <summary>The endpoint's code.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>Why they ended.</summary>
    public required string? Reason { get; init; }

    /// <summary>What went wrong last.</summary>
    public required ErrorType? ErrorType { get; init; }

    /// <summary>Equal for equal problems.</summary>
    public required string? Fingerprint { get; init; }

    /// <summary>HTTP status of the last answer; null without one.</summary>
    public required int? ResponseStatus { get; init; }

    /// <summary>Whether the other side may have the requests.</summary>
    public required bool MayHaveBeenReceived { get; init; }

    /// <summary>The last failure of one of them.</summary>
    public required string? Message { get; init; }

    /// <summary>What to do next, in plain words.</summary>
    public required string Hint { get; init; }

    /// <summary>How many there are.</summary>
    public required int Count { get; init; }

    /// <summary>When the first of them ended.</summary>
    public required DateTimeOffset? FirstEndedAt { get; init; }

    /// <summary>When the last of them ended.</summary>
    public required DateTimeOffset? LastEndedAt { get; init; }
}

internal static class GroupBodies
{
    public static DeadLetterGroupBody Of(DeliveryGroup group) => new()
    {
        Lane = group.Lane,
        SystemCode = group.SystemCode,
        EndpointCode = group.EndpointCode,
        Reason = group.Reason,
        ErrorType = group.ErrorType,
        Fingerprint = group.Fingerprint,
        ResponseStatus = group.ResponseStatus,
        MayHaveBeenReceived = group.MayHaveBeenReceived,
        Message = group.Message,
        Hint = FixHints.For(group.Reason, group.ErrorType),
        Count = group.Count,
        FirstEndedAt = group.FirstEndedAt,
        LastEndedAt = group.LastEndedAt,
    };
}

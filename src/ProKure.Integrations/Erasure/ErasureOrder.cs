namespace ProKure.Integrations.Erasure;

/// <summary>
/// The order to erase what was sent and received about a business entity until the order was given. It is remembered after it was carried out: what comes to light later is
/// erased too.
/// </summary>
public sealed record ErasureOrder
{
    /// <summary>The order's id (UUID version 7).</summary>
    public required Guid Id { get; init; }

    /// <summary>About what.</summary>
    public required BusinessEntity Entity { get; init; }

    /// <summary>Why, in a person's words.</summary>
    public required string Reason { get; init; }

    /// <summary>Where it stands.</summary>
    public required ErasureState State { get; init; }

    /// <summary>When it was given, in whole milliseconds. What began later is not meant.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who gave it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When somebody else approved or rejected it; null where nobody has to, or has yet.</summary>
    public DateTimeOffset? DecidedAt { get; init; }

    /// <summary>Who did.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>When it was carried out first; null while it was not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>When it was looked last for what is left; null while it was not.</summary>
    public DateTimeOffset? LookedAt { get; init; }

    /// <summary>What was done; null while nothing is finished.</summary>
    public ErasureReport? Report { get; init; }
}

/// <summary>Where an order to erase stands.</summary>
public enum ErasureState
{
    /// <summary>Another person has to approve it first.</summary>
    WaitingForApproval,

    /// <summary>It is being carried out.</summary>
    Running,

    /// <summary>It was carried out, except for what the report says was refused.</summary>
    Completed,

    /// <summary>Another person rejected it: nothing was erased.</summary>
    Rejected,
}

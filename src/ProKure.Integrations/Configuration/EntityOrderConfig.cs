namespace ProKure.Integrations.Configuration;

/// <summary>
/// Lets the deliveries about one business entity run one after the other, in the order in which they were accepted: over all endpoints of the system that say so.
/// Calls that are not queued take no part.
/// </summary>
public sealed record EntityOrderConfig
{
    /// <summary>JSONata over the payload that names the entity; null takes the invocation's <c>entity_type</c> and <c>entity_id</c>.</summary>
    public string? Key { get; init; }

    /// <summary>What a dead letter means for the later ones. Default: they wait until somebody resolves, replays or cancels it.</summary>
    public AfterDeadLetter AfterDeadLetter { get; init; }
}

/// <summary>What becomes of the deliveries that wait behind a dead letter.</summary>
public enum AfterDeadLetter
{
    /// <summary>They wait until a person has seen to it.</summary>
    Wait,

    /// <summary>They go on without it.</summary>
    GoOn,
}

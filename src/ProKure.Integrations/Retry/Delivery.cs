using ProKure.Integrations.Execution;
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

    /// <summary>Version of the endpoint's configuration that its attempts are made with: the one when it was accepted, or when somebody chose the latest.</summary>
    public int ConfigVersion { get; init; }

    /// <summary>Revision of the whole configuration that goes with <see cref="ConfigVersion"/>; 0 where it is not known, which takes the latest.</summary>
    public long ConfigRevision { get; init; }

    /// <summary>1 to 9, 1 first; among the deliveries to one system the more urgent go first, whatever waits behind them.</summary>
    public int Priority { get; init; } = DefaultPriority;

    /// <summary>Deliveries with the same key run one after the other, in the order in which they were accepted; null for no order.</summary>
    public string? OrderKey { get; init; }

    /// <summary>Whether it keeps the later ones with its <see cref="OrderKey"/> waiting when it becomes a dead letter, until somebody resolves it. Default true.</summary>
    public bool BlocksOrder { get; init; } = true;

    /// <summary>The business act.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>The internal payload, a JSON text in UTF-8, exactly as accepted; encrypted where <see cref="PayloadKeyId"/> says so, as in the queue.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Id of the master key that the payload is encrypted with; null where it is in clear.</summary>
    public string? PayloadKeyId { get; init; }

    /// <summary>The business act's context.</summary>
    public LogContext Context { get; init; } = LogContext.None;

    /// <summary>Who or what caused it.</summary>
    public required LogActor Actor { get; init; }

    /// <summary>The W3C <c>traceparent</c> of the call that handed it over, which its attempts continue; null to begin a trace with each.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The dead letter that it replays; null for none.</summary>
    public Guid? ReplayOf { get; init; }

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

    /// <summary>How its last attempt failed; null when it did not.</summary>
    public DeliveryFailure? Failure { get; init; }

    /// <summary>How often the process that worked on it was lost. Counted by the queue when the delivery is claimed again.</summary>
    public int Interruptions { get; init; }

    /// <summary>When it ended; null while it has not.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Whether the other side may have a request of it.</summary>
    internal bool MayHaveBeenReceived => AttemptsMade > 0 && Failure is not { MayHaveBeenReceived: false };

    /// <summary>The priority of deliveries that ask for none.</summary>
    public const int DefaultPriority = 5;

    /// <summary>The least urgent priority; 1 is the most urgent.</summary>
    public const int LowestPriority = 9;
}

/// <summary>How the last attempt of a delivery failed, for whoever looks at the delivery.</summary>
/// <param name="Type">What went wrong.</param>
/// <param name="Lane">Who has to act.</param>
/// <param name="Message">One sentence for the support person, redacted.</param>
/// <param name="Fingerprint">Equal for equal problems.</param>
/// <param name="ResponseStatus">HTTP status of the answer; null without one.</param>
/// <param name="MayHaveBeenReceived">Whether the other side may have the request.</param>
public sealed record DeliveryFailure(ErrorType Type, ErrorSide Lane, string Message, string Fingerprint, int? ResponseStatus, bool MayHaveBeenReceived);

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>Waits for its time or for a worker.</summary>
    Queued,

    /// <summary>Waits for an earlier delivery with the same order key to end.</summary>
    Waiting,

    /// <summary>Leased to a worker.</summary>
    Running,

    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>Ended badly and waits for a person: a dead letter.</summary>
    Dead,

    /// <summary>Was a dead letter, and a person has seen to it: by hand, or with a replay.</summary>
    Resolved,

    /// <summary>Was ended by a person before it succeeded.</summary>
    Cancelled,
}

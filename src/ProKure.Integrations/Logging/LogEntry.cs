using ProKure.Integrations.Execution;

namespace ProKure.Integrations.Logging;

/// <summary>Which way an exchange went.</summary>
public enum LogDirection
{
    /// <summary>The hub called an external system.</summary>
    Outbound,

    /// <summary>Somebody called the business application or the hub.</summary>
    Inbound,

    /// <summary>The hub sent an event to a subscriber.</summary>
    Webhook,
}

/// <summary>Where an attempt stands.</summary>
public enum LogStatus
{
    /// <summary>In flight.</summary>
    Pending,

    /// <summary>Ended well.</summary>
    Success,

    /// <summary>Ended badly, or was refused before the send.</summary>
    Failed,

    /// <summary>A time limit ran out.</summary>
    Timeout,

    /// <summary>The caller gave up.</summary>
    Cancelled,

    /// <summary>The process died in between: the other side may or may not have done the work.</summary>
    Unknown,
}

/// <summary>
/// What is known about one attempt without its headers and bodies: the part of the log document that is searched and listed
/// (the document of the specification, section 6).
/// </summary>
public sealed record LogEntry
{
    /// <summary>The attempt's id (UUID version 7); identifies the document.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Shared by all attempts and exchanges of one business act.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>Id of the chain's first attempt; null on the first itself.</summary>
    public Guid? ParentRequestId { get; init; }

    /// <summary>The delivery that the attempt belongs to; null for a call that nobody queued.</summary>
    public Guid? DeliveryId { get; init; }

    /// <summary>The system's code, as asked for.</summary>
    public required string SystemCode { get; init; }

    /// <summary>The endpoint's code, as asked for.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>Which way it went.</summary>
    public required LogDirection Direction { get; init; }

    /// <summary>Where it stands.</summary>
    public required LogStatus Status { get; init; }

    /// <summary>Whether it ended well; null while in flight and when unknown.</summary>
    public bool? IsSuccess { get; init; }

    /// <summary>HTTP method; null where the attempt was refused before one was known.</summary>
    public string? HttpMethod { get; init; }

    /// <summary>The URL called, redacted; null where the attempt was refused before one was known.</summary>
    public string? RequestUrl { get; init; }

    /// <summary>HTTP status of the answer; null without one.</summary>
    public int? ResponseStatus { get; init; }

    /// <summary>When the attempt began, UTC, whole milliseconds.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while in flight.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>How long it took, in milliseconds, from a monotonic clock; null while in flight.</summary>
    public double? DurationMs { get; init; }

    /// <summary>How long its parts took; null while in flight.</summary>
    public LogTimings? Timings { get; init; }

    /// <summary>Why it did not succeed; null when it did.</summary>
    public LogError? Error { get; init; }

    /// <summary>Its place in the chain of attempts.</summary>
    public required LogRetry Retry { get; init; }

    /// <summary>The business act it belongs to.</summary>
    public LogContext Context { get; init; } = LogContext.None;

    /// <summary>Who or what caused it.</summary>
    public required LogActor Actor { get; init; }

    /// <summary>Length of the request body as sent, in bytes.</summary>
    public long RequestBytes { get; init; }

    /// <summary>Length of the response body as received, in bytes; null without a response.</summary>
    public long? ResponseBytes { get; init; }

    /// <summary>Names and paths of what redaction removed, without repetition; empty for nothing.</summary>
    public IReadOnlyList<string> RedactedFields { get; init; } = [];

    /// <summary>Class that says how long the document lives; null for the default.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>When the document may be removed, where its class says so; null for the store's default.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>True keeps the document whatever its age.</summary>
    public bool LegalHold { get; init; }

    /// <summary>Key of the verified archive file that holds the document as it stands; null while none does.</summary>
    public string? ArchiveKey { get; init; }

    /// <summary>When the document came back from the archive; null for one that never left the log.</summary>
    public DateTimeOffset? RestoredAt { get; init; }

    /// <summary>When its content was erased on request; null when it was not.</summary>
    public DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Version of this document's shape.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Version of the endpoint's configuration that the attempt ran with; 0 where none was found.</summary>
    public int ConfigVersion { get; init; }

    /// <summary>The hub process that owns the attempt.</summary>
    public required string InstanceId { get; init; }

    /// <summary>When the document was made; expiry counts from here.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether the document keeps what is needed to make the attempt's delivery anew.</summary>
    public bool HasOriginal { get; init; }

    /// <summary>The shape that this version of the hub writes.</summary>
    public const int CurrentSchemaVersion = 1;
}

/// <summary>How long the parts of an attempt took, in milliseconds; null for parts that did not happen or were not measured.</summary>
public sealed record LogTimings
{
    /// <summary>From being due to being started.</summary>
    public double? QueueMs { get; init; }

    /// <summary>Waiting for a permit.</summary>
    public double? RateLimitMs { get; init; }

    /// <summary>Obtaining a credential.</summary>
    public double? TokenMs { get; init; }

    /// <summary>Making the request from the payload.</summary>
    public double? TransformMs { get; init; }

    /// <summary>Writing the log document before the send.</summary>
    public double? LogMs { get; init; }

    /// <summary>Resolving the name; null on a reused connection.</summary>
    public double? DnsMs { get; init; }

    /// <summary>Opening the connection; null on a reused connection.</summary>
    public double? ConnectMs { get; init; }

    /// <summary>The TLS handshake; null on a reused connection and without TLS.</summary>
    public double? TlsMs { get; init; }

    /// <summary>From the start of the send to the response's headers.</summary>
    public double? FirstByteMs { get; init; }

    /// <summary>Reading the response's body.</summary>
    public double? BodyMs { get; init; }
}

/// <summary>Why an attempt did not succeed.</summary>
public sealed record LogError
{
    /// <summary>What went wrong.</summary>
    public required ErrorType Type { get; init; }

    /// <summary>Where in the call.</summary>
    public required ErrorPhase Phase { get; init; }

    /// <summary>Who has to act.</summary>
    public required ErrorSide Side { get; init; }

    /// <summary>One sentence for the support person, redacted.</summary>
    public required string Message { get; init; }

    /// <summary>A finer code; null for none.</summary>
    public string? Code { get; init; }

    /// <summary>Stack trace where the hub itself failed, redacted; null otherwise.</summary>
    public string? StackTrace { get; init; }

    /// <summary>Equal for equal problems: 16 hex digits over system, endpoint, type, code, HTTP status and normalised message.</summary>
    public required string Fingerprint { get; init; }
}

/// <summary>An attempt's place in its chain.</summary>
public sealed record LogRetry
{
    /// <summary>1 for the first attempt.</summary>
    public required int AttemptNumber { get; init; }

    /// <summary>Attempts that the policy allows in all; 1 without a policy.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>When the next attempt is planned; null for none.</summary>
    public DateTimeOffset? NextRetryAt { get; init; }

    /// <summary>Why there is or is no next attempt, as <c>RETRY_SCHEDULED</c>; null on success.</summary>
    public string? Reason { get; init; }

    /// <summary>A single attempt without retries.</summary>
    public static readonly LogRetry Single = new() { AttemptNumber = 1, MaxAttempts = 1 };
}

/// <summary>The business act that an exchange belongs to; every field is optional.</summary>
public sealed record LogContext
{
    /// <summary>No context given.</summary>
    public static readonly LogContext None = new();

    /// <summary>Kind of business entity, as <c>PURCHASE_ORDER</c>.</summary>
    public string? EntityType { get; init; }

    /// <summary>The entity's key as people know it, as <c>PO-4711</c>.</summary>
    public string? EntityId { get; init; }

    /// <summary>What is being done to it, as <c>CREATE</c>.</summary>
    public string? OperationType { get; init; }

    /// <summary>The business unit.</summary>
    public string? Organization { get; init; }

    /// <summary>Further keys to find it by.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}

/// <summary>Who or what caused an exchange.</summary>
/// <param name="UserId">The user in the business application, or the API key's name; null where nobody is known.</param>
/// <param name="TriggeredBy">What set it off.</param>
public sealed record LogActor(string? UserId, TriggeredBy TriggeredBy);

/// <summary>What set an exchange off.</summary>
public enum TriggeredBy
{
    /// <summary>A call of the REST API.</summary>
    Api,

    /// <summary>A person.</summary>
    User,

    /// <summary>The business application itself, or the hub.</summary>
    System,

    /// <summary>A planned time came.</summary>
    Schedule,

    /// <summary>An earlier attempt failed.</summary>
    Retry,

    /// <summary>A person sent an earlier one again.</summary>
    Replay,

    /// <summary>A webhook came in.</summary>
    Webhook,
}

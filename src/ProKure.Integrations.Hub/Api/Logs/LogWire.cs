using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api.Logs;

/// <summary>What is known about one attempt, without headers and bodies.</summary>
internal record LogEntryResponse
{
    /// <summary>Id of the attempt and of its document.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Shared by all attempts and exchanges of one business act.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>Id of the chain's first attempt; null on the first itself.</summary>
    public required Guid? ParentRequestId { get; init; }

    /// <summary>The delivery that the attempt belongs to; null for a call that nobody queued.</summary>
    public required Guid? DeliveryId { get; init; }

    /// <summary>The system's code, as asked for.</summary>
    public required string SystemCode { get; init; }

    /// <summary>The endpoint's code, as asked for.</summary>
    public required string EndpointCode { get; init; }

    /// <summary>Which way the exchange went.</summary>
    public required LogDirection Direction { get; init; }

    /// <summary>Where the attempt stands.</summary>
    public required LogStatus Status { get; init; }

    /// <summary>Whether it ended well; null while in flight and when unknown.</summary>
    public required bool? IsSuccess { get; init; }

    /// <summary>HTTP method; null where the attempt was refused before one was known.</summary>
    public required string? HttpMethod { get; init; }

    /// <summary>The URL called, redacted; null where the attempt was refused before one was known.</summary>
    public required string? RequestUrl { get; init; }

    /// <summary>HTTP status of the answer; null without one.</summary>
    public required int? ResponseStatus { get; init; }

    /// <summary>When the attempt began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while in flight.</summary>
    public required DateTimeOffset? CompletedAt { get; init; }

    /// <summary>How long it took, in milliseconds; null while in flight.</summary>
    public required double? DurationMs { get; init; }

    /// <summary>How long its parts took; null while in flight.</summary>
    public required LogTimingsBody? Timings { get; init; }

    /// <summary>Why it did not succeed; null when it did.</summary>
    public required LogErrorBody? Error { get; init; }

    /// <summary>Its place in the chain of attempts.</summary>
    public required RetryInfoBody RetryInfo { get; init; }

    /// <summary>The business act it belongs to.</summary>
    public required LogContextBody Context { get; init; }

    /// <summary>Who or what caused it.</summary>
    public required LogActorBody Actor { get; init; }

    /// <summary>Length of the request body as sent, in bytes.</summary>
    public required long RequestBytes { get; init; }

    /// <summary>Length of the response body as received, in bytes; null without a response.</summary>
    public required long? ResponseBytes { get; init; }

    /// <summary>Names and paths of what redaction removed.</summary>
    public required IReadOnlyList<string> RedactedFields { get; init; }

    /// <summary>Class that says how long the document lives; null for the default.</summary>
    public required string? RetentionClass { get; init; }

    /// <summary>When the document may be removed; null for the store's default.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>True keeps the document whatever its age.</summary>
    public required bool LegalHold { get; init; }

    /// <summary>The archive file that holds the document as it stands; null while none does.</summary>
    public required string? ArchiveKey { get; init; }

    /// <summary>When the document came back from the archive; null for one that never left the log.</summary>
    public required DateTimeOffset? RestoredAt { get; init; }

    /// <summary>When headers and bodies were erased on request; null when they were not.</summary>
    public required DateTimeOffset? ErasedAt { get; init; }

    /// <summary>Version of the document's shape.</summary>
    public required int SchemaVersion { get; init; }

    /// <summary>Version of the endpoint's configuration that the attempt ran with; 0 where none was found.</summary>
    public required int ConfigVersion { get; init; }

    /// <summary>The hub process that made the attempt.</summary>
    public required string InstanceId { get; init; }

    /// <summary>When the document was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The whole record of one attempt, redacted.</summary>
internal sealed record LogDocumentResponse : LogEntryResponse
{
    // A reader looks for the ids and the outcome first; bodies are long.
    private const int AfterEntry = 1;

    public LogDocumentResponse()
    {
    }

    [SetsRequiredMembers]
    public LogDocumentResponse(LogEntryResponse entry) : base(entry)
    {
    }

    /// <summary>Request headers in the order sent; values that must not be seen are <c>[REDACTED]</c>.</summary>
    [JsonPropertyOrder(AfterEntry)]
    public required IReadOnlyList<HeaderBody> RequestHeaders { get; init; } = [];

    /// <summary>The request body: JSON as JSON, everything else as a text; null for none.</summary>
    [JsonPropertyOrder(AfterEntry)]
    public required RawJson RequestBody { get; init; }

    /// <summary>What request_body is: NONE, JSON, TEXT, or BASE64 of bytes that are no text.</summary>
    [JsonPropertyOrder(AfterEntry)]
    public required BodyFormat RequestBodyFormat { get; init; }

    /// <summary>True when request_body is only the beginning of what was sent.</summary>
    [JsonPropertyOrder(AfterEntry)]
    public required bool RequestTruncated { get; init; }

    /// <summary>Where the whole request body is kept; null when it is here.</summary>
    [JsonPropertyOrder(AfterEntry)]
    public required BodyReferenceBody? RequestBodyRef { get; init; }

    /// <summary>Response headers in the order received.</summary>
    [JsonPropertyOrder(AfterEntry)]
    public required IReadOnlyList<HeaderBody> ResponseHeaders { get; init; } = [];

    /// <summary>The response body: JSON as JSON, everything else as a text; null for none.</summary>
    [JsonPropertyOrder(AfterEntry)]
    public required RawJson ResponseBody { get; init; }

    /// <summary>What response_body is.</summary>
    [JsonPropertyOrder(AfterEntry)]
    public required BodyFormat ResponseBodyFormat { get; init; }

    /// <summary>True when response_body is only the beginning of what was received.</summary>
    [JsonPropertyOrder(AfterEntry)]
    public required bool ResponseTruncated { get; init; }

    /// <summary>Where the whole response body is kept; null when it is here.</summary>
    [JsonPropertyOrder(AfterEntry)]
    public required BodyReferenceBody? ResponseBodyRef { get; init; }
}

/// <summary>One header line.</summary>
/// <param name="Name">The header's name.</param>
/// <param name="Value">Its value, or <c>[REDACTED]</c>.</param>
internal sealed record HeaderBody(string Name, string Value);

/// <summary>A body kept outside the log.</summary>
/// <param name="Store">Name of the object store.</param>
/// <param name="Key">The object's key there.</param>
/// <param name="Bytes">Length of the redacted body.</param>
/// <param name="Sha256">SHA-256 of the redacted body, in hex.</param>
internal sealed record BodyReferenceBody(string Store, string Key, long Bytes, string Sha256);

/// <summary>How long the parts of an attempt took, in milliseconds; null for parts that did not happen or were not measured.</summary>
internal sealed record LogTimingsBody
{
    /// <summary>From being due to being started.</summary>
    public required double? QueueMs { get; init; }

    /// <summary>Waiting for a permit.</summary>
    public required double? RateLimitMs { get; init; }

    /// <summary>Obtaining a credential.</summary>
    public required double? TokenMs { get; init; }

    /// <summary>Making the request from the payload.</summary>
    public required double? TransformMs { get; init; }

    /// <summary>Writing the log document before the send.</summary>
    public required double? LogMs { get; init; }

    /// <summary>Resolving the name; null on a reused connection.</summary>
    public required double? DnsMs { get; init; }

    /// <summary>Opening the connection; null on a reused one.</summary>
    public required double? ConnectMs { get; init; }

    /// <summary>The TLS handshake; null on a reused connection and without TLS.</summary>
    public required double? TlsMs { get; init; }

    /// <summary>From the start of the send to the response's headers.</summary>
    public required double? FirstByteMs { get; init; }

    /// <summary>Reading the response's body.</summary>
    public required double? BodyMs { get; init; }
}

/// <summary>Why an attempt did not succeed.</summary>
internal sealed record LogErrorBody
{
    /// <summary>What went wrong.</summary>
    public required ErrorType Type { get; init; }

    /// <summary>Where in the call.</summary>
    public required ErrorPhase Phase { get; init; }

    /// <summary>Who has to act.</summary>
    public required ErrorSide Side { get; init; }

    /// <summary>A finer code; null for none.</summary>
    public required string? Code { get; init; }

    /// <summary>One sentence for the support person.</summary>
    public required string Message { get; init; }

    /// <summary>Stack trace where the hub itself failed; null otherwise.</summary>
    public required string? StackTrace { get; init; }

    /// <summary>Equal for equal problems.</summary>
    public required string Fingerprint { get; init; }
}

/// <summary>An attempt's place in its chain.</summary>
internal sealed record RetryInfoBody
{
    /// <summary>1 for the first attempt.</summary>
    public required int AttemptNumber { get; init; }

    /// <summary>Attempts allowed in all.</summary>
    public required int MaxAttempts { get; init; }

    /// <summary>When the next attempt is planned; null for none.</summary>
    public required DateTimeOffset? NextRetryAt { get; init; }

    /// <summary>Why there is or is no next attempt; null on success.</summary>
    public required string? Reason { get; init; }
}

/// <summary>The business act that an exchange belongs to.</summary>
internal sealed record LogContextBody
{
    /// <summary>Kind of business entity; null for none.</summary>
    public required string? EntityType { get; init; }

    /// <summary>The entity's key; null for none.</summary>
    public required string? EntityId { get; init; }

    /// <summary>What is being done to it; null for none.</summary>
    public required string? OperationType { get; init; }

    /// <summary>The business unit; null for none.</summary>
    public required string? Organization { get; init; }

    /// <summary>Further keys.</summary>
    public required IReadOnlyDictionary<string, string> Keys { get; init; }
}

/// <summary>Who or what caused an exchange.</summary>
/// <param name="UserId">The user in the business application, or the API key's name; null where nobody is known.</param>
/// <param name="TriggeredBy">What set it off.</param>
internal sealed record LogActorBody(string? UserId, TriggeredBy TriggeredBy);

/// <summary>A page of log entries, newest first.</summary>
internal sealed record LogPageResponse
{
    /// <summary>Entries that began at or after this.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Entries that began before this.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>The entries.</summary>
    public required IReadOnlyList<LogEntryResponse> Items { get; init; }

    /// <summary>Give this as <c>cursor</c>, with the same from and to, for the next page; null on the last.</summary>
    public required string? NextCursor { get; init; }
}

/// <summary>The story of one business act.</summary>
internal sealed record TraceResponse
{
    /// <summary>The business act.</summary>
    public required string CorrelationId { get; init; }

    /// <summary>How the last attempt stands.</summary>
    public required LogStatus Status { get; init; }

    /// <summary>When the first attempt began.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When the last to end ended; null while one is in flight.</summary>
    public required DateTimeOffset? CompletedAt { get; init; }

    /// <summary>False when there are more attempts than the 1,000 shown.</summary>
    public required bool IsComplete { get; init; }

    /// <summary>The attempts, oldest first.</summary>
    public required IReadOnlyList<LogEntryResponse> Attempts { get; init; }
}

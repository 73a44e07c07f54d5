using System.Collections.Immutable;

namespace ProKure.Integrations.Configuration;

/// <summary>One operation of an external system, as <c>CREATE_PO</c>.</summary>
public sealed record EndpointConfig : IConfigurationRow
{
    /// <summary>Code of the system that it belongs to.</summary>
    public required string SystemCode { get; init; }

    /// <summary>Code, as <c>CREATE_PO</c>; unique in its system.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>HTTP method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// Path below the system's base URL, with parameters in braces, as <c>/purchase-orders/{po_number}</c>.
    /// Values are percent-encoded; a parameter that gives nothing fails the call.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>JSONata over the payload for each path parameter; one that is missing here means the payload's field of that name.</summary>
    public ImmutableSortedDictionary<string, string> PathParameters { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>JSONata over the payload for each query parameter; one that gives nothing is left out, one that gives an array is repeated.</summary>
    public ImmutableSortedDictionary<string, string> Query { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>JSONata over the payload for each request header; one that gives nothing is left out.</summary>
    public ImmutableSortedDictionary<string, string> Headers { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Code of the transform that makes the request body; null sends the payload as it is (no body with GET, HEAD and DELETE).</summary>
    public string? RequestTransform { get; init; }

    /// <summary>Code of the transform that makes the caller's answer from the response body; null hands it on as it is.</summary>
    public string? ResponseTransform { get; init; }

    /// <summary>JSONata predicate over the response body that must hold for success besides the HTTP status; null for none.</summary>
    public string? SuccessRule { get; init; }

    /// <summary>JSONata over the response body that gives the message of a failure, as the support person should read it; null for none.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>How the request body is written. Default JSON.</summary>
    public RequestFormatConfig RequestFormat { get; init; } = RequestFormatConfig.Standard;

    /// <summary>How the response body is read. Default: as its Content-Type says.</summary>
    public ResponseFormatConfig ResponseFormat { get; init; } = ResponseFormatConfig.Standard;

    /// <summary>What a SOAP call needs besides; null for SOAP 1.1 without action, and for other forms.</summary>
    public SoapConfig? Soap { get; init; }

    /// <summary>How the pages of a list are fetched and merged; null for one request a call.</summary>
    public PaginationConfig? Pagination { get; init; }

    /// <summary>Where the anti-forgery token of changing requests comes from; null for none.</summary>
    public CsrfConfig? Csrf { get; init; }

    /// <summary>How long a whole call may take, all pages of a list together; null takes the system's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The longest response body that is read, in bytes after decompression. Default 10 MiB; a longer one fails the call.</summary>
    public int MaxResponseBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>What a repeated call would do there. Default: it may do the work twice.</summary>
    public Idempotency Idempotency { get; init; } = Idempotency.NotIdempotent;

    /// <summary>The header that carries the hub's key to endpoints that are idempotent with one. Null: <c>Idempotency-Key</c>.</summary>
    public string? IdempotencyHeader { get; init; }

    /// <summary>How to find out what became of a call whose outcome nobody knows; null leaves it to a person.</summary>
    public LookupConfig? Lookup { get; init; }

    /// <summary>Code of the retry policy; null never retries.</summary>
    public string? RetryPolicy { get; init; }

    /// <summary>Code of the rate limit policy that holds besides the system's; null for none.</summary>
    public string? RateLimitPolicy { get; init; }

    /// <summary>When the endpoint is left alone for a while because its system fails. Default: half of at least 20 exchanges in 30 s.</summary>
    public CircuitBreakerConfig CircuitBreaker { get; init; } = CircuitBreakerConfig.Standard;

    /// <summary>1 to 9, 1 first: which of the deliveries that wait for the system go first. Default 5; an invocation may ask for another.</summary>
    public int Priority { get; init; } = Retry.Delivery.DefaultPriority;

    /// <summary>Whether deliveries about one business entity run one after the other; null for no order.</summary>
    public EntityOrderConfig? OrderByEntity { get; init; }

    /// <summary>
    /// True makes no call that the log store itself has not recorded first: while it is away or slow, calls fail with
    /// <see cref="Execution.ErrorType.LogUnavailable"/> and nothing is sent. Default false: the record may wait in the spool on the hub's own disk.
    /// </summary>
    public bool FailClosed { get; init; }

    /// <summary>False refuses every call to the endpoint. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What is not stored of the endpoint's exchanges besides the defaults. Default: nothing more.</summary>
    public RedactionConfig Redaction { get; init; } = RedactionConfig.None;

    /// <summary>Code of the credential that its calls use in place of the system's; null for the system's.</summary>
    public string? Credential { get; init; }

    /// <summary>Code of the retention class of its exchanges in place of the system's; null for the system's.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>How much is stored of its exchanges; what it does not say is as its system says. Default: nothing said.</summary>
    public CaptureConfig Capture { get; init; } = CaptureConfig.Standard;

    /// <summary>Everything is stored for a while; null for no trace. Also there when it has ended. It is no part of files and forms: it is started and ended by itself.</summary>
    public TraceConfig? Trace { get; init; }

    /// <inheritdoc/>
    public ConfigurationKey Key => new(ConfigurationKind.Endpoint, SystemCode, Code);
}

/// <summary>What it means for the other side to receive the same request twice.</summary>
public enum Idempotency
{
    /// <summary>The work may be done twice: retried only when the request was certainly not received.</summary>
    NotIdempotent,

    /// <summary>A repeated request changes nothing.</summary>
    Idempotent,

    /// <summary>As <see cref="Idempotent"/> as long as the same <c>Idempotency-Key</c> header comes with it, which the hub sends.</summary>
    IdempotentWithKey,
}

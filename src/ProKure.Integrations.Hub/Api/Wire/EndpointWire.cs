using ProKure.Integrations.Configuration;

namespace ProKure.Integrations.Hub.Api.Wire;

/// <summary>One operation of an external system.</summary>
internal sealed record EndpointRequest
{
    /// <summary>Code, as <c>CREATE_PO</c>; needed to create with POST.</summary>
    public string? Code { get; init; }

    /// <summary>Name for people; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>HTTP method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>Path below the system's base URL, with parameters in braces, as <c>/purchase-orders/{po_number}</c>.</summary>
    public required string Path { get; init; }

    /// <summary>JSONata over the payload for each path parameter; one that is missing here means the payload's field of that name.</summary>
    public IReadOnlyDictionary<string, string>? PathParameters { get; init; }

    /// <summary>JSONata over the payload for each query parameter; one that gives nothing is left out, one that gives an array is repeated.</summary>
    public IReadOnlyDictionary<string, string>? Query { get; init; }

    /// <summary>JSONata over the payload for each request header; one that gives nothing is left out.</summary>
    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    /// <summary>Code of the transform that makes the request body; null sends the payload as it is.</summary>
    public string? RequestTransform { get; init; }

    /// <summary>Code of the transform that makes the caller's answer; null hands the response body on as it is.</summary>
    public string? ResponseTransform { get; init; }

    /// <summary>JSONata predicate over the response body that must hold for success besides the HTTP status; null for none.</summary>
    public string? SuccessRule { get; init; }

    /// <summary>JSONata over the response body that gives the message of a failure; null for none.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>How the request body is written. Default JSON.</summary>
    public RequestFormatBody? RequestFormat { get; init; }

    /// <summary>How the response body is read. Default: as its Content-Type says.</summary>
    public ResponseFormatBody? ResponseFormat { get; init; }

    /// <summary>What a SOAP call needs besides its envelope; only with the request format SOAP.</summary>
    public SoapBody? Soap { get; init; }

    /// <summary>How the pages of a list are fetched and merged; null for one request a call.</summary>
    public PaginationBody? Pagination { get; init; }

    /// <summary>Where the anti-forgery token of changing requests comes from; null for none.</summary>
    public CsrfBody? Csrf { get; init; }

    /// <summary>How long a whole call may take; null takes the system's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The longest response body that is read, in bytes. Default 10485760.</summary>
    public int? MaxResponseBytes { get; init; }

    /// <summary>What a repeated call would do there. Default NOT_IDEMPOTENT.</summary>
    public Idempotency? Idempotency { get; init; }

    /// <summary>The header that carries the hub's key to endpoints that are idempotent with one; null for Idempotency-Key.</summary>
    public string? IdempotencyHeader { get; init; }

    /// <summary>How to find out what became of a call whose outcome nobody knows; null leaves it to a person.</summary>
    public LookupBody? Lookup { get; init; }

    /// <summary>Code of the retry policy; null never retries.</summary>
    public string? RetryPolicy { get; init; }

    /// <summary>Code of the rate limit policy that holds besides the system's; null for none.</summary>
    public string? RateLimitPolicy { get; init; }

    /// <summary>Code of the retention class of its exchanges in place of the system's; null for the system's.</summary>
    public string? RetentionClass { get; init; }

    /// <summary>When it is left alone for a while because its system fails; null for the usual: half of at least 20 exchanges in 30s.</summary>
    public CircuitBreakerBody? CircuitBreaker { get; init; }
    /// <summary>1 to 9, 1 first: which of the deliveries that wait for the system go first. Default 5; an invocation may ask for another.</summary>
    public int? Priority { get; init; }

    /// <summary>Whether deliveries about one business entity run one after the other; null for no order.</summary>
    public EntityOrderBody? OrderByEntity { get; init; }

    /// <summary>True makes no call while the log store cannot record it; false lets the record wait in the spool. Default false.</summary>
    public bool? FailClosed { get; init; }

    /// <summary>False refuses every call to the endpoint. Default true.</summary>
    public bool? Enabled { get; init; }

    /// <summary>What is not stored of its exchanges, besides the defaults; null for nothing more.</summary>
    public RedactionBody? Redaction { get; init; }

    /// <summary>How much is stored of its exchanges; null for everything, and where an endpoint says nothing as its system says.</summary>
    public CaptureBody? Capture { get; init; }

    /// <summary>Code of the credential that its calls use in place of the system's; null for the system's.</summary>
    public string? Credential { get; init; }
}

/// <summary>One operation of an external system.</summary>
internal sealed record EndpointResponse : StoredResponse
{
    /// <summary>Code of the system that it belongs to.</summary>
    public required string SystemCode { get; init; }

    /// <summary>Code, as <c>CREATE_PO</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Name for people; null for none.</summary>
    public required string? Name { get; init; }

    /// <summary>HTTP method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>Path below the system's base URL, with parameters in braces.</summary>
    public required string Path { get; init; }

    /// <summary>JSONata over the payload for each path parameter.</summary>
    public required IReadOnlyDictionary<string, string> PathParameters { get; init; }

    /// <summary>JSONata over the payload for each query parameter.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    /// <summary>JSONata over the payload for each request header.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>Code of the transform that makes the request body; null sends the payload as it is.</summary>
    public required string? RequestTransform { get; init; }

    /// <summary>Code of the transform that makes the caller's answer; null hands the response body on as it is.</summary>
    public required string? ResponseTransform { get; init; }

    /// <summary>JSONata predicate over the response body that must hold for success; null for none.</summary>
    public required string? SuccessRule { get; init; }

    /// <summary>JSONata over the response body that gives the message of a failure; null for none.</summary>
    public required string? ErrorMessage { get; init; }

    /// <summary>How the request body is written.</summary>
    public required RequestFormatBody RequestFormat { get; init; }

    /// <summary>How the response body is read.</summary>
    public required ResponseFormatBody ResponseFormat { get; init; }

    /// <summary>What a SOAP call needs besides its envelope; null for SOAP 1.1 without action, and for other forms.</summary>
    public required SoapBody? Soap { get; init; }

    /// <summary>How the pages of a list are fetched and merged; null for one request a call.</summary>
    public required PaginationBody? Pagination { get; init; }

    /// <summary>Where the anti-forgery token of changing requests comes from; null for none.</summary>
    public required CsrfBody? Csrf { get; init; }

    /// <summary>How long a whole call may take; null takes the system's.</summary>
    public required TimeSpan? Timeout { get; init; }

    /// <summary>The longest response body that is read, in bytes.</summary>
    public required int MaxResponseBytes { get; init; }

    /// <summary>What a repeated call would do there.</summary>
    public required Idempotency Idempotency { get; init; }

    /// <summary>The header that carries the hub's key to endpoints that are idempotent with one; null for Idempotency-Key.</summary>
    public required string? IdempotencyHeader { get; init; }

    /// <summary>How to find out what became of a call whose outcome nobody knows; null leaves it to a person.</summary>
    public required LookupBody? Lookup { get; init; }

    /// <summary>Code of the retry policy; null never retries.</summary>
    public required string? RetryPolicy { get; init; }

    /// <summary>Code of the rate limit policy that holds besides the system's; null for none.</summary>
    public required string? RateLimitPolicy { get; init; }

    /// <summary>Code of the retention class of its exchanges in place of the system's; null for the system's.</summary>
    public required string? RetentionClass { get; init; }

    /// <summary>When it is left alone for a while because its system fails.</summary>
    public required CircuitBreakerBody CircuitBreaker { get; init; }
    /// <summary>1 to 9, 1 first: which of the deliveries that wait for the system go first.</summary>
    public required int Priority { get; init; }

    /// <summary>Whether deliveries about one business entity run one after the other; null for no order.</summary>
    public required EntityOrderBody? OrderByEntity { get; init; }

    /// <summary>True makes no call while the log store cannot record it; false lets the record wait in the spool.</summary>
    public required bool FailClosed { get; init; }

    /// <summary>False refuses every call to the endpoint.</summary>
    public required bool Enabled { get; init; }

    /// <summary>What is not stored of its exchanges, besides the defaults.</summary>
    public required RedactionBody Redaction { get; init; }

    /// <summary>How much is stored of its exchanges.</summary>
    public required CaptureBody Capture { get; init; }

    /// <summary>Code of the credential that its calls use in place of the system's; null for the system's.</summary>
    public required string? Credential { get; init; }
}

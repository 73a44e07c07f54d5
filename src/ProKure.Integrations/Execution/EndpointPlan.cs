using ProKure.Integrations.Capture;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution.Pages;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Transformation;
using ProKure.Jsonata;

namespace ProKure.Integrations.Execution;

/// <summary>Everything that a call of one endpoint needs, compiled once from the configuration. Immutable.</summary>
internal sealed class EndpointPlan
{
    /// <summary>The endpoint.</summary>
    public required EndpointConfig Endpoint { get; init; }

    /// <summary>Version of the endpoint's configuration.</summary>
    public required int Version { get; init; }

    /// <summary>Its system.</summary>
    public required SystemConfig System { get; init; }

    /// <summary>Its retry policy; null for none.</summary>
    public RetryPolicyConfig? RetryPolicy { get; init; }

    /// <summary>The endpoint's own limit; null for none.</summary>
    public RateLimitPolicyConfig? EndpointLimit { get; init; }

    /// <summary>The limit of all the system's endpoints together; null for none.</summary>
    public RateLimitPolicyConfig? SystemLimit { get; init; }

    /// <summary>What the endpoint is called among the limits.</summary>
    public string EndpointScope { get; init; } = "";

    /// <summary>How long what is recorded of its calls is kept; null for the log store's default.</summary>
    public RetentionClassConfig? Retention { get; init; }

    /// <summary>What its calls prove with who calls; null for nothing.</summary>
    public CredentialConfig? Credential { get; init; }

    /// <summary>What is wrong with the configuration so that no call can be made; null when nothing is.</summary>
    public string? Fault { get; init; }

    public string BaseUrl { get; init; } = "";

    public EndpointPath Path { get; init; } = EndpointPath.Parse("/");

    public IReadOnlyDictionary<string, ScalarExpression> PathParameters { get; init; } = new Dictionary<string, ScalarExpression>(StringComparer.Ordinal);

    public IReadOnlyList<ScalarExpression> Query { get; init; } = [];

    public IReadOnlyList<ScalarExpression> Headers { get; init; } = [];

    public PayloadTransform? RequestTransform { get; init; }

    public PayloadTransform? ResponseTransform { get; init; }

    /// <summary>How the pages of a list are fetched; null for one request a call.</summary>
    public PagePlan? Pages { get; init; }

    /// <summary>Where the anti-forgery token comes from; null for none.</summary>
    public Uri? CsrfUrl { get; init; }

    /// <summary>Whether expressions of the request ask for the call's context.</summary>
    public bool AsksForContext { get; init; }

    /// <summary>Whether expressions over the answer ask for its status and headers.</summary>
    public bool AsksForResponse { get; init; }

    public RequestEncoder Encoder { get; init; } = new(RequestFormatConfig.Standard, SoapConfig.Standard);

    public ResponseDecoder Decoder { get; init; } = new(ResponseFormatConfig.Standard, RequestBodyType.Json);

    /// <summary>What names the entity by which deliveries are ordered; null where the invocation's context does, or there is no order.</summary>
    public ScalarExpression? OrderKey { get; init; }

    public JsonataExpression? SuccessRule { get; init; }

    public JsonataExpression? ErrorMessage { get; init; }

    /// <summary>How to find out what became of a call whose outcome nobody knows; null leaves it to a person.</summary>
    public LookupRule? Lookup { get; init; }

    /// <summary>The header that carries the hub's key.</summary>
    public string KeyHeader => Endpoint.IdempotencyHeader ?? DefaultKeyHeader;

    public required JsonataEvaluation Evaluation { get; init; }

    public required PayloadCapture Capture { get; init; }

    /// <summary>How much is stored, as endpoint and system say.</summary>
    public CaptureConfig Captured { get; init; } = CaptureConfig.Standard;

    /// <summary>The header that carries the hub's key where the endpoint names no other.</summary>
    public const string DefaultKeyHeader = "Idempotency-Key";

    public TimeSpan Timeout => Endpoint.Timeout ?? System.Timeout;

    public bool HasRequestBody => Endpoint.Method is not ("GET" or "HEAD" or "DELETE" or "OPTIONS") || RequestTransform is not null;
}

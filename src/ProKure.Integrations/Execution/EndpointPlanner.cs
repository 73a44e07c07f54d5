using ProKure.Integrations.Capture;
using ProKure.Integrations.Capture.Rules;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution.Connections;
using ProKure.Integrations.Execution.Pages;
using ProKure.Integrations.Formats;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Transformation;
using ProKure.Jsonata;

namespace ProKure.Integrations.Execution;

/// <summary>
/// Compiles endpoints of one system. Configuration is validated before it is saved; what cannot be compiled all the same (written by another version, or
/// straight into the database) makes its endpoint unusable, never the hub.
/// </summary>
internal sealed class EndpointPlanner
{
    private readonly SystemConfig _system;
    private readonly IReadOnlyDictionary<string, TransformConfig> _transforms;
    private readonly IReadOnlyDictionary<string, RetryPolicyConfig> _retryPolicies;
    private readonly IReadOnlyDictionary<string, RateLimitPolicyConfig> _limits;
    private readonly IReadOnlyDictionary<string, RetentionClassConfig> _retention;
    private readonly IReadOnlyDictionary<string, CredentialConfig> _credentials;
    private readonly JsonataEvaluation _evaluation;
    private readonly OwnedRules[] _redaction;
    private readonly RedactionTags? _tags;
    private PayloadCapture? _ofSystem;

    public EndpointPlanner(
        OrganizationConfig? organization,
        SystemConfig system,
        IReadOnlyDictionary<string, TransformConfig> transforms,
        IReadOnlyDictionary<string, RetryPolicyConfig> retryPolicies,
        IReadOnlyDictionary<string, RateLimitPolicyConfig> limits,
        IReadOnlyDictionary<string, RetentionClassConfig> retention,
        IReadOnlyDictionary<string, CredentialConfig> credentials,
        CodeMappings codes,
        RedactionTags? tags,
        TimeProvider time)
    {
        _system = system;
        _transforms = transforms;
        _retryPolicies = retryPolicies;
        _limits = limits;
        _retention = retention;
        _credentials = credentials;
        _evaluation = MappingLanguage.EvaluationFor(codes, time);
        _tags = tags;
        _redaction = [.. CaptureRules.Of(organization, system, null)];
    }

    public EndpointPlan Plan(Versioned<EndpointConfig> stored)
    {
        var endpoint = stored.Row;
        try
        {
            _ = OutboundRules.Of(_system.Outbound); // must be readable, or nothing may be called
            return new EndpointPlan
            {
                Endpoint = endpoint,
                Version = stored.Version,
                System = _system,
                RetryPolicy = endpoint.RetryPolicy is { } code ? RetryPolicy(code) : null,
                Credential = (endpoint.Credential ?? _system.Credential) is { } credential ? Credential(credential) : null,
                EndpointLimit = Limit(endpoint.RateLimitPolicy),
                SystemLimit = Limit(_system.RateLimitPolicy),
                Retention = Retention(endpoint),
                EndpointScope = $"{_system.Code}/{endpoint.Code}",
                BaseUrl = _system.BaseUrl.AbsoluteUri.TrimEnd('/'),
                Path = EndpointPath.Parse(endpoint.Path),
                PathParameters = PathParameters(endpoint),
                Query = Scalars(endpoint.Query),
                Headers = Scalars(endpoint.Headers),
                RequestTransform = Transform(endpoint.RequestTransform),
                ResponseTransform = Transform(endpoint.ResponseTransform),
                Pages = endpoint.Pagination is { } pages
                    ? new PagePlan(pages, MappingLanguage.Compile(pages.Items), Expression(pages.Next), _system.BaseUrl)
                    : null,
                CsrfUrl = endpoint.Csrf is { } csrf ? new Uri(_system.BaseUrl.AbsoluteUri.TrimEnd('/') + csrf.Path) : null,
                AsksForContext = ExpressionVariables.AskForContext(
                    [PublishedText(endpoint.RequestTransform), .. endpoint.PathParameters.Values, .. endpoint.Query.Values, .. endpoint.Headers.Values]),
                AsksForResponse = ExpressionVariables.AskForResponse(
                    PublishedText(endpoint.ResponseTransform), endpoint.Pagination?.Items, endpoint.Pagination?.Next),
                Encoder = new RequestEncoder(endpoint.RequestFormat, endpoint.Soap ?? SoapConfig.Standard),
                Decoder = new ResponseDecoder(endpoint.ResponseFormat, endpoint.RequestFormat.Type),
                OrderKey = endpoint.OrderByEntity?.Key is { } key ? new ScalarExpression("order_by_entity.key", MappingLanguage.Compile(key)) : null,
                SuccessRule = Expression(endpoint.SuccessRule),
                ErrorMessage = Expression(endpoint.ErrorMessage),
                Lookup = endpoint.Lookup is { } lookup ? new LookupRule(lookup, _evaluation) : null,
                Evaluation = _evaluation,
                Capture = CaptureOf(endpoint),
                Captured = endpoint.Capture.Over(_system.Capture),
            };
        }
        catch (Exception fault) when (fault is JsonataException or FormatException or UnusableConfigurationException)
        {
            return new EndpointPlan
            {
                Endpoint = endpoint,
                Version = stored.Version,
                System = _system,
                Fault = fault.Message,
                Retention = Retention(endpoint),
                Evaluation = _evaluation,
                Capture = new PayloadCapture(RedactionRules.With([], _tags)),
                Captured = endpoint.Capture.Over(_system.Capture),
            };
        }
    }

    // Endpoints without rules of their own share the system's.
    private PayloadCapture CaptureOf(EndpointConfig endpoint)
    {
        if (endpoint.Redaction.IsEmpty)
            return _ofSystem ??= new PayloadCapture(RedactionRules.With(_redaction, _tags));
        return new PayloadCapture(RedactionRules.With([.. _redaction, .. CaptureRules.Of(null, null, endpoint)], _tags));
    }

    private RetryPolicyConfig RetryPolicy(string code) =>
        _retryPolicies.TryGetValue(code, out var policy) ? policy : throw new UnusableConfigurationException($"Retry policy {code} does not exist.");

    private RateLimitPolicyConfig? Limit(string? code)
    {
        if (code is null)
            return null;
        return _limits.TryGetValue(code, out var policy) ? policy : throw new UnusableConfigurationException($"Rate limit policy {code} does not exist.");
    }

    // A class that nobody knows is the default: the database lets no row name one, and calls are not to fail for it.
    private RetentionClassConfig? Retention(EndpointConfig endpoint) =>
        (endpoint.RetentionClass ?? _system.RetentionClass) is { } code ? _retention.GetValueOrDefault(code) : null;

    private CredentialConfig Credential(string code)
    {
        var credential = _credentials.GetValueOrDefault(code) ?? throw new UnusableConfigurationException($"Credential {code} does not exist.");
        return credential.System is { } owner && owner != _system.Code
            ? throw new UnusableConfigurationException($"Credential {code} may only be used by system {owner}.")
            : credential;
    }

    private PayloadTransform? Transform(string? code)
    {
        if (code is null)
            return null;
        if (!_transforms.TryGetValue(code, out var transform))
            throw new UnusableConfigurationException($"Transform {code} does not exist.");
        if (!transform.Enabled)
            throw new UnusableConfigurationException($"Transform {code} is disabled.");
        return PayloadTransform.Compile(transform.Published ?? throw new UnusableConfigurationException($"Transform {code} is not published."));
    }

    private string? PublishedText(string? code) => code is not null && _transforms.TryGetValue(code, out var transform) ? transform.Published : null;

    private static JsonataExpression? Expression(string? text) => text is null ? null : MappingLanguage.Compile(text);

    private static List<ScalarExpression> Scalars(IEnumerable<KeyValuePair<string, string>> expressions) =>
        [.. expressions.Select(e => new ScalarExpression(e.Key, MappingLanguage.Compile(e.Value)))];

    private static Dictionary<string, ScalarExpression> PathParameters(EndpointConfig endpoint) =>
        EndpointPath.Parse(endpoint.Path).Parameters.ToDictionary(
            name => name,
            name => new ScalarExpression(name, MappingLanguage.Compile(endpoint.PathParameters.GetValueOrDefault(name) ?? $"`{name}`")),
            StringComparer.Ordinal);

    private sealed class UnusableConfigurationException(string message) : Exception(message);
}

using System.Collections.Immutable;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Operations of external systems.</summary>
internal static class EndpointsApi
{
    private static readonly ResourceKind<EndpointConfig, EndpointRequest, EndpointResponse> Kind = new()
    {
        Kind = ConfigurationKind.Endpoint,
        Path = "/systems/{system}/endpoints",
        Parameter = "endpoint",
        Noun = "endpoint",
        Plural = "endpoints",
        Unknown = ProblemTypes.UnknownEndpoint,
        Rows = configuration => configuration.Endpoints,
        CodeOf = request => request.Code,
        ToRow = ToRow,
        ToResponse = ToResponse,
        WithEnabled = (row, enabled) => row with { Enabled = enabled },
        RequestType = HubJson.Default.EndpointRequest,
        ResponseType = HubJson.Default.EndpointResponse,
        ListType = HubJson.Default.ListResponseEndpointResponse,
    };

    public static void MapEndpoints(this RouteGroupBuilder api, ConfigurationEditor editor) =>
        new ResourceRoutes<EndpointConfig, EndpointRequest, EndpointResponse>(Kind, editor).Map(api);

    private static EndpointConfig ToRow(EndpointRequest request, ConfigurationKey key, EndpointConfig? standing)
    {
        var row = new EndpointConfig { SystemCode = key.SystemCode!, Code = key.Code, Method = request.Method, Path = request.Path };
        return row with
        {
            Name = request.Name,
            PathParameters = request.PathParameters?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? row.PathParameters,
            Query = request.Query?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? row.Query,
            Headers = request.Headers?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? row.Headers,
            RequestTransform = request.RequestTransform,
            ResponseTransform = request.ResponseTransform,
            SuccessRule = request.SuccessRule,
            ErrorMessage = request.ErrorMessage,
            RequestFormat = request.RequestFormat?.ToConfig() ?? row.RequestFormat,
            ResponseFormat = request.ResponseFormat?.ToConfig() ?? row.ResponseFormat,
            Soap = request.Soap?.ToConfig(),
            Pagination = request.Pagination?.ToConfig(),
            Csrf = request.Csrf?.ToConfig(),
            Timeout = request.Timeout,
            MaxResponseBytes = request.MaxResponseBytes ?? row.MaxResponseBytes,
            Idempotency = request.Idempotency ?? row.Idempotency,
            IdempotencyHeader = request.IdempotencyHeader,
            Lookup = request.Lookup?.ToConfig(),
            RetryPolicy = request.RetryPolicy,
            RateLimitPolicy = request.RateLimitPolicy,
            RetentionClass = request.RetentionClass,
            CircuitBreaker = request.CircuitBreaker?.ToConfig() ?? row.CircuitBreaker,
            Redaction = RedactionBody.ToConfig(request.Redaction),
            Capture = CaptureBody.ToConfig(request.Capture),
            Trace = standing?.Trace,
            Priority = request.Priority ?? row.Priority,
            OrderByEntity = request.OrderByEntity?.ToConfig(),
            Credential = request.Credential,
            FailClosed = request.FailClosed ?? row.FailClosed,
            Enabled = request.Enabled ?? row.Enabled,
        };
    }

    private static EndpointResponse ToResponse(Versioned<EndpointConfig> stored) => new()
    {
        SystemCode = stored.Row.SystemCode,
        Code = stored.Row.Code,
        Name = stored.Row.Name,
        Method = stored.Row.Method,
        Path = stored.Row.Path,
        PathParameters = stored.Row.PathParameters,
        Query = stored.Row.Query,
        Headers = stored.Row.Headers,
        RequestTransform = stored.Row.RequestTransform,
        ResponseTransform = stored.Row.ResponseTransform,
        SuccessRule = stored.Row.SuccessRule,
        ErrorMessage = stored.Row.ErrorMessage,
        RequestFormat = stored.Row.RequestFormat.ToBody(),
        ResponseFormat = stored.Row.ResponseFormat.ToBody(),
        Soap = stored.Row.Soap?.ToBody(),
        Pagination = stored.Row.Pagination?.ToBody(),
        Csrf = stored.Row.Csrf?.ToBody(),
        Timeout = stored.Row.Timeout,
        MaxResponseBytes = stored.Row.MaxResponseBytes,
        Idempotency = stored.Row.Idempotency,
        IdempotencyHeader = stored.Row.IdempotencyHeader,
        Lookup = stored.Row.Lookup?.ToBody(),
        RetryPolicy = stored.Row.RetryPolicy,
        RateLimitPolicy = stored.Row.RateLimitPolicy,
        RetentionClass = stored.Row.RetentionClass,
        CircuitBreaker = stored.Row.CircuitBreaker.ToBody(),
        Redaction = RedactionBody.Of(stored.Row.Redaction),
        Capture = CaptureBody.Of(stored.Row.Capture),
        Priority = stored.Row.Priority,
        OrderByEntity = stored.Row.OrderByEntity?.ToBody(),
        Credential = stored.Row.Credential,
        FailClosed = stored.Row.FailClosed,
        Enabled = stored.Row.Enabled,
        Version = stored.Version,
        ChangedAt = stored.ChangedAt,
        ChangedBy = stored.ChangedBy,
    };
}

using System.Buffers;

namespace ProKure.Integrations.Configuration.Validation;

internal static class EndpointChecks
{
    private const int MaxQueryNameLength = 256;
    private const int MaxMethodLength = 32;
    private const int LargestResponseBytes = 1 << 30;
    private static readonly SearchValues<char> MethodCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

    public static void Check(EndpointConfig endpoint, RowFaults faults, KnownRows known)
    {
        FieldChecks.Code(faults, "code", endpoint.Code);
        known.Require(faults, "system_code", new ConfigurationKey(ConfigurationKind.System, null, endpoint.SystemCode));
        if (endpoint.Name is not null)
            FieldChecks.Name(faults, "name", endpoint.Name);
        CheckMethod(endpoint.Method, faults);
        PathChecks.Check(endpoint, faults);
        CheckExpressions(endpoint, faults, new ExpressionChecks(faults, known, endpoint.SystemCode));
        CheckTransform(endpoint, faults, known, "request_transform", endpoint.RequestTransform);
        CheckTransform(endpoint, faults, known, "response_transform", endpoint.ResponseTransform);
        FormatChecks.Check(endpoint, faults);
        PaginationChecks.Check(endpoint, faults, new ExpressionChecks(faults, known, endpoint.SystemCode));
        FieldChecks.Range(faults, "priority", endpoint.Priority, 1, Retry.Delivery.LowestPriority, "(1 first)");
        if (endpoint.OrderByEntity is { } order)
            CheckOrder(order, faults, new ExpressionChecks(faults, known, endpoint.SystemCode));
        if (endpoint.Csrf is { } csrf)
            PathChecks.CheckFixed(faults, "csrf.path", csrf.Path);
        if (endpoint.Timeout is { } timeout)
            SystemChecks.CheckTimeout(faults, "timeout", timeout);
        FieldChecks.Range(faults, "max_response_bytes", endpoint.MaxResponseBytes, 1, LargestResponseBytes, "bytes");
        RedactionChecks.Check(faults, "redaction", endpoint.Redaction);
        CaptureChecks.Check(faults, "capture", endpoint.Capture);
        if (endpoint.Trace is { } trace)
            CaptureChecks.Check(faults, "trace", trace);
        FieldChecks.Member(faults, "idempotency", endpoint.Idempotency);
        if (endpoint.IdempotencyHeader is { } header)
            HeaderChecks.CheckKeyName(faults, "idempotency_header", header, endpoint.Headers.Keys);
        LookupChecks.Check(endpoint, faults, known, new ExpressionChecks(faults, known, endpoint.SystemCode));
        if (endpoint.Credential is { } credential)
            CredentialChecks.CheckUse(faults, known, endpoint.SystemCode, credential);
        if (endpoint.RetryPolicy is not null)
            known.Require(faults, "retry_policy", new ConfigurationKey(ConfigurationKind.RetryPolicy, null, endpoint.RetryPolicy));
        if (endpoint.RateLimitPolicy is not null)
            known.Require(faults, "rate_limit_policy", new ConfigurationKey(ConfigurationKind.RateLimitPolicy, null, endpoint.RateLimitPolicy));
        RetentionClassChecks.CheckUse(faults, known, endpoint.RetentionClass);
        CircuitBreakerChecks.Check(faults, "circuit_breaker", endpoint.CircuitBreaker);
    }

    private static void CheckOrder(EntityOrderConfig order, RowFaults faults, ExpressionChecks expressions)
    {
        if (order.Key is not null)
            expressions.Check("order_by_entity.key", order.Key);
        FieldChecks.Member(faults, "order_by_entity.after_dead_letter", order.AfterDeadLetter);
    }

    private static void CheckMethod(string method, RowFaults faults)
    {
        if (method.Length is 0 or > MaxMethodLength || method.AsSpan().ContainsAnyExcept(MethodCharacters))
            faults.Add("method", $"Expected an HTTP method in capitals, such as POST, found {Shown.Value(method)}.");
        else if (method is "CONNECT" or "TRACE")
            faults.Add("method", $"The method {method} cannot be called: it is meant for proxies and for diagnosis.");
    }

    private static void CheckExpressions(EndpointConfig endpoint, RowFaults faults, ExpressionChecks expressions)
    {
        foreach (var (name, expression) in endpoint.PathParameters)
            expressions.Check(WirePath.Member("path_parameters", name), expression);
        foreach (var (name, expression) in endpoint.Query)
        {
            FieldChecks.Line(faults, WirePath.Member("query", name), name, "a query parameter's name", MaxQueryNameLength);
            expressions.Check(WirePath.Member("query", name), expression);
        }

        HeaderChecks.CheckNames(faults, "headers", endpoint.Headers.Keys);
        foreach (var (name, expression) in endpoint.Headers)
            expressions.Check(WirePath.Member("headers", name), expression);
        if (endpoint.SuccessRule is not null)
            expressions.Check("success_rule", endpoint.SuccessRule);
        if (endpoint.ErrorMessage is not null)
            expressions.Check("error_message", endpoint.ErrorMessage);
    }

    private static void CheckTransform(EndpointConfig endpoint, RowFaults faults, KnownRows known, string path, string? code)
    {
        if (code is null)
            return;
        var key = new ConfigurationKey(ConfigurationKind.Transform, endpoint.SystemCode, code);
        known.Require(faults, path, key);

        // A disabled endpoint may wait for its transforms; an enabled one would fail with its first call.
        if (!endpoint.Enabled || known.Find(key) is not TransformConfig transform)
            return;
        if (transform.Published is null)
            faults.Add(path, $"The transform '{code}' was never published; publish it, or disable the endpoint.");
        else if (!transform.Enabled)
            faults.Add(path, $"The transform '{code}' is disabled; enable it, or disable the endpoint.");
    }
}

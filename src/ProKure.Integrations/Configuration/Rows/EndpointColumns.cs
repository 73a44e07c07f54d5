using ProKure.Integrations.Rows;

namespace ProKure.Integrations.Configuration.Rows;

internal sealed class EndpointColumns() : RowColumns<EndpointConfig>(
    "endpoint",
    ["system_code", "code"],
    [
        "name", "method", "path", "path_parameters", "query", "headers", "request_transform", "response_transform", "success_rule", "error_message",
        "timeout_ms", "max_response_bytes", "idempotency", "retry_policy", "enabled", "fail_closed",
        "request_format", "response_format", "soap", "pagination", "csrf", "redaction", "rate_limit_policy", "circuit_breaker",
        "priority", "order_by_entity", "credential",
        "lookup", "idempotency_header", "retention_class", "capture", "trace",
    ])
{
    public override EndpointConfig Read(IRowReader row) => new()
    {
        SystemCode = row.ReadText(),
        Code = row.ReadText(),
        Name = row.ReadTextOrNull(),
        Method = row.ReadText(),
        Path = row.ReadText(),
        PathParameters = row.ReadMap(),
        Query = row.ReadMap(),
        Headers = row.ReadMap(),
        RequestTransform = row.ReadTextOrNull(),
        ResponseTransform = row.ReadTextOrNull(),
        SuccessRule = row.ReadTextOrNull(),
        ErrorMessage = row.ReadTextOrNull(),
        Timeout = row.ReadDurationOrNull(),
        MaxResponseBytes = row.ReadInt32(),
        Idempotency = row.ReadName<Idempotency>(),
        RetryPolicy = row.ReadTextOrNull(),
        Enabled = row.ReadBoolean(),
        FailClosed = row.ReadBoolean(),
        RequestFormat = row.ReadSectionOrNull<RequestFormatConfig>() ?? RequestFormatConfig.Standard,
        ResponseFormat = row.ReadSectionOrNull<ResponseFormatConfig>() ?? ResponseFormatConfig.Standard,
        Soap = row.ReadSectionOrNull<SoapConfig>(),
        Pagination = row.ReadSectionOrNull<PaginationConfig>(),
        Csrf = row.ReadSectionOrNull<CsrfConfig>(),
        Redaction = RedactionConfigJson.Read(row.ReadText()),
        RateLimitPolicy = row.ReadTextOrNull(),
        CircuitBreaker = row.ReadSectionOrNull<CircuitBreakerConfig>() ?? CircuitBreakerConfig.Standard,
        Priority = row.ReadInt32(),
        OrderByEntity = row.ReadSectionOrNull<EntityOrderConfig>(),
        Credential = row.ReadTextOrNull(),
        Lookup = row.ReadSectionOrNull<LookupConfig>(),
        IdempotencyHeader = row.ReadTextOrNull(),
        RetentionClass = row.ReadTextOrNull(),
        Capture = row.ReadSectionOrNull<CaptureConfig>() ?? CaptureConfig.Standard,
        Trace = row.ReadSectionOrNull<TraceConfig>(),
    };

    public override void Bind<TWriter>(TWriter writer, EndpointConfig row) => writer
        .Bind(row.SystemCode).Bind(row.Code).Bind(row.Name).Bind(row.Method).Bind(row.Path).Bind(row.PathParameters).Bind(row.Query).Bind(row.Headers)
        .Bind(row.RequestTransform).Bind(row.ResponseTransform).Bind(row.SuccessRule).Bind(row.ErrorMessage)
        .Bind(row.Timeout).Bind(row.MaxResponseBytes).Bind(row.Idempotency).Bind(row.RetryPolicy).Bind(row.Enabled)
        .Bind(row.FailClosed)
        .BindSection(row.RequestFormat).BindSection(row.ResponseFormat).BindSection(row.Soap).BindSection(row.Pagination).BindSection(row.Csrf)
        .BindDocument(RedactionConfigJson.Write(row.Redaction)).Bind(row.RateLimitPolicy).BindSection(row.CircuitBreaker)
        .Bind(row.Priority).BindSection(row.OrderByEntity).Bind(row.Credential)
        .BindSection(row.Lookup).Bind(row.IdempotencyHeader).Bind(row.RetentionClass).BindSection(row.Capture).BindSection(row.Trace);

    public override IEnumerable<(string Field, ConfigurationKey Key)> References(EndpointConfig row)
    {
        yield return ("system_code", SystemKey(row.SystemCode));
        if (row.RequestTransform is not null)
            yield return ("request_transform", new ConfigurationKey(ConfigurationKind.Transform, row.SystemCode, row.RequestTransform));
        if (row.ResponseTransform is not null)
            yield return ("response_transform", new ConfigurationKey(ConfigurationKind.Transform, row.SystemCode, row.ResponseTransform));
        if (row.RetryPolicy is not null)
            yield return ("retry_policy", new ConfigurationKey(ConfigurationKind.RetryPolicy, null, row.RetryPolicy));
        if (row.RateLimitPolicy is not null)
            yield return ("rate_limit_policy", new ConfigurationKey(ConfigurationKind.RateLimitPolicy, null, row.RateLimitPolicy));
        if (row.RetentionClass is not null)
            yield return ("retention_class", new ConfigurationKey(ConfigurationKind.RetentionClass, null, row.RetentionClass));
        if (row.Credential is not null)
            yield return ("credential", new ConfigurationKey(ConfigurationKind.Credential, null, row.Credential));
    }
}

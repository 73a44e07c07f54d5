using System.Globalization;
using ProKure.Integrations.Configuration.Files.Yaml;

namespace ProKure.Integrations.Configuration.Files;

/// <summary>The groups of settings of an endpoint, as files hold them. What is as usual is not written.</summary>
internal static class EndpointSections
{
    public static RequestFormatConfig ReadRequestFormat(YamlSection endpoint) => Read(endpoint, "request_format", section => new RequestFormatConfig
    {
        Type = section.Member<RequestBodyType>("type") ?? default,
        ContentType = section.Text("content_type"),
        Charset = section.Text("charset"),
        ContentEncoding = section.Member<ContentCoding>("content_encoding") ?? default,
    }) ?? RequestFormatConfig.Standard;

    public static ResponseFormatConfig ReadResponseFormat(YamlSection endpoint) => Read(endpoint, "response_format", section => new ResponseFormatConfig
    {
        Type = section.Member<ResponseBodyType>("type") ?? default,
        Charset = section.Text("charset"),
        XmlNames = section.Member<XmlNames>("xml_names") ?? default,
    }) ?? ResponseFormatConfig.Standard;

    public static SoapConfig? ReadSoap(YamlSection endpoint) => Read(endpoint, "soap", section => new SoapConfig
    {
        Version = section.Member<SoapVersion>("version") ?? default,
        Action = section.Text("action"),
    });

    public static PaginationConfig? ReadPagination(YamlSection endpoint) => Read(endpoint, "pagination", section =>
    {
        if (!section.Has("style"))
            section.RequiredText("style", "");
        return new PaginationConfig
        {
            Style = section.Member<PaginationStyle>("style") ?? default,
            Items = section.RequiredText("items", "$"),
            Next = section.Text("next"),
            Parameter = section.Text("parameter"),
            FirstPage = section.Integer("first_page") ?? PaginationConfig.DefaultFirstPage,
            MaxPages = section.Integer("max_pages") ?? PaginationConfig.DefaultMaxPages,
            MaxBytes = section.Integer("max_bytes") ?? PaginationConfig.DefaultMaxBytes,
        };
    });

    public static CsrfConfig? ReadCsrf(YamlSection endpoint) => Read(endpoint, "csrf", section => new CsrfConfig { Path = section.RequiredText("path", "/") });

    public static LookupConfig? ReadLookup(YamlSection endpoint) => Read(endpoint, "lookup", section => new LookupConfig
    {
        Endpoint = section.RequiredText("endpoint", ""),
        Input = section.Text("input"),
        Done = section.RequiredText("done", "false"),
        NotDone = section.Text("not_done"),
        Result = section.Text("result"),
        Delay = section.Duration("delay") ?? LookupConfig.DefaultDelay,
        Attempts = section.Integer("attempts") ?? LookupConfig.DefaultAttempts,
    });

    public static CircuitBreakerConfig ReadCircuitBreaker(YamlSection endpoint) => Read(endpoint, "circuit_breaker", section =>
    {
        var standard = CircuitBreakerConfig.Standard;
        return new CircuitBreakerConfig
        {
            Enabled = section.Boolean("enabled") ?? standard.Enabled,
            FailureRatio = section.Number("failure_ratio") ?? standard.FailureRatio,
            MinimumCalls = section.Integer("minimum_calls") ?? standard.MinimumCalls,
            Window = section.Duration("window") ?? standard.Window,
            OpenFor = section.Duration("open_for") ?? standard.OpenFor,
        };
    }) ?? CircuitBreakerConfig.Standard;

    public static EntityOrderConfig? ReadOrder(YamlSection endpoint) => Read(endpoint, "order_by_entity", section => new EntityOrderConfig
    {
        Key = section.Text("key"),
        AfterDeadLetter = section.Member<AfterDeadLetter>("after_dead_letter") ?? default,
    });

    public static void Write(YamlWriter yaml, EndpointConfig endpoint)
    {
        if (endpoint.RequestFormat != RequestFormatConfig.Standard)
            yaml.Map("request_format", () => Write(yaml, endpoint.RequestFormat));
        if (endpoint.ResponseFormat != ResponseFormatConfig.Standard)
            yaml.Map("response_format", () => Write(yaml, endpoint.ResponseFormat));
        if (endpoint.Soap is { } soap)
            yaml.Map("soap", () => Write(yaml, soap));
        if (endpoint.Pagination is { } pagination)
            yaml.Map("pagination", () => Write(yaml, pagination));
        if (endpoint.Csrf is { } csrf)
            yaml.Map("csrf", () => yaml.Text("path", csrf.Path));
        if (endpoint.Lookup is { } lookup)
            yaml.Map("lookup", () => Write(yaml, lookup));
        if (endpoint.CircuitBreaker != CircuitBreakerConfig.Standard)
            yaml.Map("circuit_breaker", () => Write(yaml, endpoint.CircuitBreaker));
        if (endpoint.OrderByEntity is { } order)
            yaml.Map("order_by_entity", () => Write(yaml, order));
    }

    private static void Write(YamlWriter yaml, EntityOrderConfig order)
    {
        TextIfAny(yaml, "key", order.Key);
        yaml.Plain("after_dead_letter", WireName.Of(order.AfterDeadLetter));
    }

    private static void Write(YamlWriter yaml, RequestFormatConfig format)
    {
        yaml.Plain("type", WireName.Of(format.Type));
        TextIfAny(yaml, "content_type", format.ContentType);
        TextIfAny(yaml, "charset", format.Charset);
        if (format.ContentEncoding != ContentCoding.Identity)
            yaml.Plain("content_encoding", WireName.Of(format.ContentEncoding));
    }

    private static void Write(YamlWriter yaml, ResponseFormatConfig format)
    {
        yaml.Plain("type", WireName.Of(format.Type));
        TextIfAny(yaml, "charset", format.Charset);
        if (format.XmlNames != XmlNames.AsWritten)
            yaml.Plain("xml_names", WireName.Of(format.XmlNames));
    }

    private static void Write(YamlWriter yaml, SoapConfig soap)
    {
        yaml.Plain("version", WireName.Of(soap.Version));
        TextIfAny(yaml, "action", soap.Action);
    }

    private static void Write(YamlWriter yaml, PaginationConfig pagination)
    {
        yaml.Plain("style", WireName.Of(pagination.Style));
        yaml.Text("items", pagination.Items);
        TextIfAny(yaml, "next", pagination.Next);
        TextIfAny(yaml, "parameter", pagination.Parameter);
        IntegerUnless(yaml, "first_page", pagination.FirstPage, PaginationConfig.DefaultFirstPage);
        IntegerUnless(yaml, "max_pages", pagination.MaxPages, PaginationConfig.DefaultMaxPages);
        IntegerUnless(yaml, "max_bytes", pagination.MaxBytes, PaginationConfig.DefaultMaxBytes);
    }

    private static void Write(YamlWriter yaml, LookupConfig lookup)
    {
        yaml.Text("endpoint", lookup.Endpoint);
        TextIfAny(yaml, "input", lookup.Input);
        yaml.Text("done", lookup.Done);
        TextIfAny(yaml, "not_done", lookup.NotDone);
        TextIfAny(yaml, "result", lookup.Result);
        if (lookup.Delay != LookupConfig.DefaultDelay)
            yaml.Plain("delay", Duration.Format(lookup.Delay));
        IntegerUnless(yaml, "attempts", lookup.Attempts, LookupConfig.DefaultAttempts);
    }

    private static void Write(YamlWriter yaml, CircuitBreakerConfig breaker)
    {
        if (!breaker.Enabled)
            yaml.Plain("enabled", "false");
        yaml.Plain("failure_ratio", breaker.FailureRatio.ToString("R", CultureInfo.InvariantCulture));
        yaml.Plain("minimum_calls", breaker.MinimumCalls.ToString(CultureInfo.InvariantCulture));
        yaml.Plain("window", Duration.Format(breaker.Window));
        yaml.Plain("open_for", Duration.Format(breaker.OpenFor));
    }

    private static void TextIfAny(YamlWriter yaml, string key, string? text)
    {
        if (text is not null)
            yaml.Text(key, text);
    }

    private static void IntegerUnless(YamlWriter yaml, string key, int value, int usual)
    {
        if (value != usual)
            yaml.Plain(key, value.ToString(CultureInfo.InvariantCulture));
    }

    // Faults that are found later name fields by their path in the row.
    private static T? Read<T>(YamlSection endpoint, string key, Func<YamlSection, T> read) where T : class
    {
        if (endpoint.Section(key) is not { } section)
            return null;
        var config = read(section);
        section.ReportUnknownKeys();
        foreach (var (name, place) in section.Values)
            endpoint.Values[$"{key}.{name}"] = place;
        return config;
    }
}

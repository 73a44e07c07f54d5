using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Wire;

namespace ProKure.Integrations.Hub.Api;

/// <summary>An endpoint's groups of settings, between the wire and the configuration.</summary>
internal static class EndpointSections
{
    public static RequestFormatConfig ToConfig(this RequestFormatBody body) => new()
    {
        Type = body.Type ?? default,
        ContentType = body.ContentType,
        Charset = body.Charset,
        ContentEncoding = body.ContentEncoding ?? default,
    };

    public static ResponseFormatConfig ToConfig(this ResponseFormatBody body) => new()
    {
        Type = body.Type ?? default,
        Charset = body.Charset,
        XmlNames = body.XmlNames ?? default,
    };

    public static SoapConfig ToConfig(this SoapBody body) => new() { Version = body.Version ?? default, Action = body.Action };

    public static PaginationConfig ToConfig(this PaginationBody body)
    {
        var standard = new PaginationConfig { Style = body.Style, Items = body.Items };
        return standard with
        {
            Next = body.Next,
            Parameter = body.Parameter,
            FirstPage = body.FirstPage ?? standard.FirstPage,
            MaxPages = body.MaxPages ?? standard.MaxPages,
            MaxBytes = body.MaxBytes ?? standard.MaxBytes,
        };
    }

    public static CsrfConfig ToConfig(this CsrfBody body) => new() { Path = body.Path };

    public static LookupConfig ToConfig(this LookupBody body)
    {
        var standard = new LookupConfig { Endpoint = body.Endpoint, Done = body.Done };
        return standard with
        {
            Input = body.Input,
            NotDone = body.NotDone,
            Result = body.Result,
            Delay = body.Delay ?? standard.Delay,
            Attempts = body.Attempts ?? standard.Attempts,
        };
    }

    public static CircuitBreakerConfig ToConfig(this CircuitBreakerBody body)
    {
        var standard = CircuitBreakerConfig.Standard;
        return new CircuitBreakerConfig
        {
            Enabled = body.Enabled ?? standard.Enabled,
            FailureRatio = body.FailureRatio ?? standard.FailureRatio,
            MinimumCalls = body.MinimumCalls ?? standard.MinimumCalls,
            Window = body.Window ?? standard.Window,
            OpenFor = body.OpenFor ?? standard.OpenFor,
        };
    }

    public static EntityOrderConfig ToConfig(this EntityOrderBody body) => new() { Key = body.Key, AfterDeadLetter = body.AfterDeadLetter ?? default };

    public static RequestFormatBody ToBody(this RequestFormatConfig config) => new()
    {
        Type = config.Type,
        ContentType = config.ContentType,
        Charset = config.Charset,
        ContentEncoding = config.ContentEncoding,
    };

    public static ResponseFormatBody ToBody(this ResponseFormatConfig config) => new() { Type = config.Type, Charset = config.Charset, XmlNames = config.XmlNames };

    public static SoapBody ToBody(this SoapConfig config) => new() { Version = config.Version, Action = config.Action };

    public static PaginationBody ToBody(this PaginationConfig config) => new()
    {
        Style = config.Style,
        Items = config.Items,
        Next = config.Next,
        Parameter = config.Parameter,
        FirstPage = config.FirstPage,
        MaxPages = config.MaxPages,
        MaxBytes = config.MaxBytes,
    };

    public static CsrfBody ToBody(this CsrfConfig config) => new() { Path = config.Path };

    public static LookupBody ToBody(this LookupConfig config) => new()
    {
        Endpoint = config.Endpoint,
        Input = config.Input,
        Done = config.Done,
        NotDone = config.NotDone,
        Result = config.Result,
        Delay = config.Delay,
        Attempts = config.Attempts,
    };

    public static CircuitBreakerBody ToBody(this CircuitBreakerConfig config) => new()
    {
        Enabled = config.Enabled,
        FailureRatio = config.FailureRatio,
        MinimumCalls = config.MinimumCalls,
        Window = config.Window,
        OpenFor = config.OpenFor,
    };

    public static EntityOrderBody ToBody(this EntityOrderConfig config) => new() { Key = config.Key, AfterDeadLetter = config.AfterDeadLetter };
}

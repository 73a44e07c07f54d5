using System.Collections.Immutable;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;

namespace ProKure.Integrations.Hub.Api;

/// <summary>External systems.</summary>
internal static class SystemsApi
{
    private static readonly ResourceKind<SystemConfig, SystemRequest, SystemResponse> Kind = new()
    {
        Kind = ConfigurationKind.System,
        Path = "/systems",
        Parameter = "system",
        Noun = "system",
        Plural = "systems",
        Unknown = ProblemTypes.UnknownSystem,
        Rows = configuration => configuration.Systems,
        CodeOf = request => request.Code,
        ToRow = ToRow,
        ToResponse = ToResponse,
        WithEnabled = (row, enabled) => row with { Enabled = enabled },
        RequestType = HubJson.Default.SystemRequest,
        ResponseType = HubJson.Default.SystemResponse,
        ListType = HubJson.Default.ListResponseSystemResponse,
    };

    public static void MapSystems(this RouteGroupBuilder api, ConfigurationEditor editor) =>
        new ResourceRoutes<SystemConfig, SystemRequest, SystemResponse>(Kind, editor).Map(api);

    private static SystemConfig ToRow(SystemRequest request, ConfigurationKey key, SystemConfig? standing)
    {
        var row = new SystemConfig { Code = key.Code, Name = request.Name, BaseUrl = request.BaseUrl, Organization = request.Organization };
        return row with
        {
            Enabled = request.Enabled ?? row.Enabled,
            ConnectTimeout = request.ConnectTimeout ?? row.ConnectTimeout,
            Timeout = request.Timeout ?? row.Timeout,
            MaxConnections = request.MaxConnections ?? row.MaxConnections,
            RateLimitPolicy = request.RateLimitPolicy,
            RetentionClass = request.RetentionClass,
            Headers = request.Headers?.ToImmutableSortedDictionary(StringComparer.Ordinal) ?? row.Headers,
            RedactedFields = request.RedactedFields?.ToImmutableArray() ?? row.RedactedFields,
            Outbound = request.Outbound is { } outbound ? ToOutbound(outbound) : row.Outbound,
            Redaction = RedactionBody.ToConfig(request.Redaction),
            Capture = CaptureBody.ToConfig(request.Capture),
            Credential = request.Credential,
        };
    }

    private static OutboundConfig ToOutbound(OutboundBody body) => new()
    {
        AllowHosts = body.AllowHosts?.ToImmutableArray() ?? [],
        AllowNetworks = body.AllowNetworks?.ToImmutableArray() ?? [],
        MaxRedirects = body.MaxRedirects ?? OutboundConfig.Standard.MaxRedirects,
        CaCertificates = body.CaCertificates,
    };

    private static SystemResponse ToResponse(Versioned<SystemConfig> stored) => new()
    {
        Code = stored.Row.Code,
        Name = stored.Row.Name,
        Organization = stored.Row.Organization,
        BaseUrl = stored.Row.BaseUrl,
        Enabled = stored.Row.Enabled,
        ConnectTimeout = stored.Row.ConnectTimeout,
        Timeout = stored.Row.Timeout,
        MaxConnections = stored.Row.MaxConnections,
        RateLimitPolicy = stored.Row.RateLimitPolicy,
        RetentionClass = stored.Row.RetentionClass,
        Headers = stored.Row.Headers,
        RedactedFields = stored.Row.RedactedFields,
        Outbound = new OutboundBody
        {
            AllowHosts = stored.Row.Outbound.AllowHosts,
            AllowNetworks = stored.Row.Outbound.AllowNetworks,
            MaxRedirects = stored.Row.Outbound.MaxRedirects,
            CaCertificates = stored.Row.Outbound.CaCertificates,
        },
        Redaction = RedactionBody.Of(stored.Row.Redaction),
        Capture = CaptureBody.Of(stored.Row.Capture),
        Credential = stored.Row.Credential,
        Version = stored.Version,
        ChangedAt = stored.ChangedAt,
        ChangedBy = stored.ChangedBy,
    };
}

using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Business units that own systems.</summary>
internal static class OrganizationsApi
{
    private static readonly ResourceKind<OrganizationConfig, OrganizationRequest, OrganizationResponse> Kind = new()
    {
        Kind = ConfigurationKind.Organization,
        Path = "/organizations",
        Parameter = "organization",
        Noun = "organization",
        Plural = "organizations",
        Rows = configuration => configuration.Organizations,
        CodeOf = request => request.Code,
        ToRow = (request, key, _) => new OrganizationConfig { Code = key.Code, Name = request.Name, Redaction = RedactionBody.ToConfig(request.Redaction) },
        ToResponse = ToResponse,
        RequestType = HubJson.Default.OrganizationRequest,
        ResponseType = HubJson.Default.OrganizationResponse,
        ListType = HubJson.Default.ListResponseOrganizationResponse,
    };

    public static void MapOrganizations(this RouteGroupBuilder api, ConfigurationEditor editor) =>
        new ResourceRoutes<OrganizationConfig, OrganizationRequest, OrganizationResponse>(Kind, editor).Map(api);

    private static OrganizationResponse ToResponse(Versioned<OrganizationConfig> stored) => new()
    {
        Code = stored.Row.Code,
        Name = stored.Row.Name,
        Redaction = RedactionBody.Of(stored.Row.Redaction),
        Version = stored.Version,
        ChangedAt = stored.ChangedAt,
        ChangedBy = stored.ChangedBy,
    };
}

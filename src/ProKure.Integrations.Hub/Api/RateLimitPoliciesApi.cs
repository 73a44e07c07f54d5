using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Rate limit policies, shared by systems and endpoints.</summary>
internal static class RateLimitPoliciesApi
{
    private static readonly ResourceKind<RateLimitPolicyConfig, RateLimitPolicyRequest, RateLimitPolicyResponse> Kind = new()
    {
        Kind = ConfigurationKind.RateLimitPolicy,
        Path = "/rate-limit-policies",
        Parameter = "policy",
        Noun = "rate limit policy",
        Plural = "rate limit policies",
        Rows = configuration => configuration.RateLimitPolicies,
        CodeOf = request => request.Code,
        ToRow = ToRow,
        ToResponse = ToResponse,
        RequestType = HubJson.Default.RateLimitPolicyRequest,
        ResponseType = HubJson.Default.RateLimitPolicyResponse,
        ListType = HubJson.Default.ListResponseRateLimitPolicyResponse,
    };

    public static void MapRateLimitPolicies(this RouteGroupBuilder api, ConfigurationEditor editor) =>
        new ResourceRoutes<RateLimitPolicyConfig, RateLimitPolicyRequest, RateLimitPolicyResponse>(Kind, editor).Map(api);

    private static RateLimitPolicyConfig ToRow(RateLimitPolicyRequest request, ConfigurationKey key, RateLimitPolicyConfig? standing)
    {
        var row = new RateLimitPolicyConfig { Code = key.Code };
        return row with
        {
            Requests = request.Requests,
            Period = request.Period ?? row.Period,
            Burst = request.Burst,
            MaxConcurrency = request.MaxConcurrency,
            MaxWait = request.MaxWait ?? row.MaxWait,
        };
    }

    private static RateLimitPolicyResponse ToResponse(Versioned<RateLimitPolicyConfig> stored) => new()
    {
        Code = stored.Row.Code,
        Requests = stored.Row.Requests,
        Period = stored.Row.Period,
        Burst = stored.Row.Burst,
        MaxConcurrency = stored.Row.MaxConcurrency,
        MaxWait = stored.Row.MaxWait,
        Version = stored.Version,
        ChangedAt = stored.ChangedAt,
        ChangedBy = stored.ChangedBy,
    };
}

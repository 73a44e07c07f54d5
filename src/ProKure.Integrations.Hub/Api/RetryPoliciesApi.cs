using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Retry policies, shared by endpoints of all systems.</summary>
internal static class RetryPoliciesApi
{
    private static readonly ResourceKind<RetryPolicyConfig, RetryPolicyRequest, RetryPolicyResponse> Kind = new()
    {
        Kind = ConfigurationKind.RetryPolicy,
        Path = "/retry-policies",
        Parameter = "policy",
        Noun = "retry policy",
        Plural = "retry policies",
        Rows = configuration => configuration.RetryPolicies,
        CodeOf = request => request.Code,
        ToRow = ToRow,
        ToResponse = ToResponse,
        RequestType = HubJson.Default.RetryPolicyRequest,
        ResponseType = HubJson.Default.RetryPolicyResponse,
        ListType = HubJson.Default.ListResponseRetryPolicyResponse,
    };

    public static void MapRetryPolicies(this RouteGroupBuilder api, ConfigurationEditor editor) =>
        new ResourceRoutes<RetryPolicyConfig, RetryPolicyRequest, RetryPolicyResponse>(Kind, editor).Map(api);

    private static RetryPolicyConfig ToRow(RetryPolicyRequest request, ConfigurationKey key, RetryPolicyConfig? standing)
    {
        var row = new RetryPolicyConfig { Code = key.Code };
        return row with
        {
            Backoff = request.Backoff ?? row.Backoff,
            InitialDelay = request.InitialDelay ?? row.InitialDelay,
            MaxDelay = request.MaxDelay ?? row.MaxDelay,
            Jitter = request.Jitter ?? row.Jitter,
            MaxAttempts = request.MaxAttempts ?? row.MaxAttempts,
            Deadline = request.Deadline ?? row.Deadline,
        };
    }

    private static RetryPolicyResponse ToResponse(Versioned<RetryPolicyConfig> stored) => new()
    {
        Code = stored.Row.Code,
        Backoff = stored.Row.Backoff,
        InitialDelay = stored.Row.InitialDelay,
        MaxDelay = stored.Row.MaxDelay,
        Jitter = stored.Row.Jitter,
        MaxAttempts = stored.Row.MaxAttempts,
        Deadline = stored.Row.Deadline,
        Version = stored.Version,
        ChangedAt = stored.ChangedAt,
        ChangedBy = stored.ChangedBy,
    };
}

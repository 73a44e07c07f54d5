using ProKure.Integrations.Hub.Api;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Health;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Startup;

/// <summary>What a request passes, in this order, and where it can go.</summary>
internal static class HubRoutes
{
    public static void UseHub(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<ProblemMiddleware>();
        app.UseRouting();
        app.UseMiddleware<ApiKeyGate>();
    }

    public static void MapHub(this WebApplication app)
    {
        var services = app.Services;
        var editor = services.GetRequiredService<ConfigurationEditor>();
        var api = app.MapGroup("/api/v1");
        ActivatorUtilities.CreateInstance<InvokeApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<DeliveriesApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<DeadLettersApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<ReplayJobsApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<LogsApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<BodiesApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<TracesApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<CircuitsApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<RedactionApi>(services).Map(api);
        api.MapSystems(editor);
        api.MapEndpoints(editor);
        ActivatorUtilities.CreateInstance<EndpointTraceApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<TransformsApi>(services).Map(api);
        api.MapCodeMappings(editor);
        api.MapRetryPolicies(editor);
        api.MapRateLimitPolicies(editor);
        api.MapRetentionClasses(editor);
        api.MapCredentials(editor);
        ActivatorUtilities.CreateInstance<CredentialTestApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<MasterKeysApi>(services).Map(api);
        api.MapOrganizations(editor);
        ActivatorUtilities.CreateInstance<ConfigurationHistoryApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<ErasuresApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<ArchiveApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<ArchivedDocumentsApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<AuditApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<ApiKeysApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<SystemApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<LegalHoldsApi>(services).Map(api);
        ActivatorUtilities.CreateInstance<RetentionRunsApi>(services).Map(api);
        app.MapHealth(services.GetRequiredService<HubHealth>());
        app.MapApiReference();
    }
}

using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Health;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Api;

/// <summary>For whoever watches the process.</summary>
internal static class HealthApi
{
    public static void MapHealth(this IEndpointRouteBuilder routes, HubHealth health)
    {
        var group = routes.MapGroup("/health").WithTags("Health").AllowWithoutKey();
        group.MapGet("/live", () => TypedResults.Json(new LiveResponse(PartStatus.Up), HubJson.Default.LiveResponse))
            .Describe("getLive", "Is the process alive?", "Answers 200 as long as the process does; looks at nothing else.")
            .Answers<LiveResponse>(200);
        group.MapGet("/ready", async () =>
            {
                var ready = await health.CheckAsync();
                return TypedResults.Json(
                    ready, HubJson.Default.ReadyResponse, statusCode: ready.Status == PartStatus.Up ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
            })
            .Describe("getReady", "Can the hub do its work?", "200 when every part is up, 503 otherwise; the body says which is not.")
            .Answers<ReadyResponse>(200)
            .Answers<ReadyResponse>(503);
    }
}

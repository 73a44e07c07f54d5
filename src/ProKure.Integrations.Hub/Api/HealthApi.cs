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
                    ready, HubJson.Default.ReadyResponse, statusCode: ready.Status == PartStatus.Down ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
            })
            .Describe("getReady", "Can the hub do its work?", "200 when the hub can serve calls, 503 when it cannot. The status is DEGRADED, with 200, while it does so without one of its stores: what it records waits in the spool. The body says which part is not up.")
            .Answers<ReadyResponse>(200)
            .Answers<ReadyResponse>(503);
    }
}

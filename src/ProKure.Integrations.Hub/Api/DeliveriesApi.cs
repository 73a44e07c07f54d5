using ProKure.Integrations.Hub.Api.Deliveries;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api;

/// <summary>What the hub owns until it ends.</summary>
internal sealed class DeliveriesApi(IDeliveryQueue queue)
{
    public void Map(RouteGroupBuilder api) => api.MapGet("/deliveries/{delivery_id}", (Delegate)ReadAsync)
        .RequireScope(Scopes.LogsRead)
        .WithTags("Deliveries")
        .Describe("getDelivery", "Read a delivery", "Where an asynchronous invocation stands: its state, its attempts so far, when the next is due.")
        .Answers<DeliveryResponse>(200)
        .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.DeliveryNotFound);

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var text = (string)context.GetRouteValue("delivery_id")!;
        if (!Guid.TryParse(text, out var id))
            return Problem.InParameter("delivery_id", "a UUID", text);

        // A delivery to a system that the key is not for is as good as none.
        var delivery = await queue.FindAsync(id, context.RequestAborted);
        return delivery is not null && context.Caller().MayUse(delivery.SystemCode)
            ? TypedResults.Json(DeliveryResponses.Of(delivery), HubJson.Default.DeliveryResponse)
            : new Problem(ProblemTypes.DeliveryNotFound, $"There is no delivery {id}.");
    }
}

using ProKure.Integrations.Capture;
using ProKure.Integrations.Hub.Api.Deliveries;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api;

/// <summary>What the hub owns until it ends.</summary>
internal sealed class DeliveriesApi(IDeliveryQueue queue, IDeliveryLedger ledger, DeliveryControl control)
{
    private readonly DeliveryRequests _requests = new(queue, ledger);

    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/deliveries").WithTags("Deliveries");
        routes.MapGet("", (Delegate)SearchAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("searchDeliveries", "List deliveries", "The one accepted last first, without payloads. With state DEAD: the dead letters.")
            .HasQuery(DeliveryQueryReader.ListParameters)
            .Answers<DeliveryPageResponse>(200, DeliveryExamples.Page)
            .HasProblems<ProblemResponse>(DeadLetterExamples.Parameter, [ProblemTypes.InvalidParameter]);
        routes.MapGet("/{delivery_id}", (Delegate)ReadAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("getDelivery", "Read a delivery",
                "Where an asynchronous invocation stands: its state, its attempts so far, when the next is due, what people did to it.")
            .Answers<DeliveryResponse>(200, DeliveryExamples.DeadLetter)
            .HasProblems<ProblemResponse>(DeliveryExamples.NotFound, [ProblemTypes.InvalidParameter, ProblemTypes.DeliveryNotFound]);
        routes.MapPost("/{delivery_id}/cancel", (Delegate)CancelAsync)
            .RequireScope(Scopes.DeliveriesManage)
            .Describe("cancelDelivery", "Cancel a delivery",
                "One that waits is cancelled at once. One that runs is ended as well as may be: the request may be under way, and reason says afterwards whether it may have been received.")
            .Takes<CancelRequest>(DeliveryExamples.Cancel)
            .Answers<CancelResponse>(200, DeliveryExamples.Cancelled)
            .Answers<CancelResponse>(202, DeliveryExamples.CancelAsked)
            .HasProblems<ProblemResponse>(
                DeliveryExamples.CancelState,
                [ProblemTypes.InvalidParameter, ProblemTypes.DeliveryNotFound, ProblemTypes.DeliveryState, ProblemTypes.MalformedJson, ProblemTypes.InvalidBody,
                    ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType]);
        routes.MapPost("/{delivery_id}/retry", (Delegate)RetryAsync)
            .RequireScope(Scopes.DeliveriesManage)
            .Describe("retryDelivery", "Try a delivery now",
                "One that waits for its time, or a dead letter: one more attempt of the same chain, after which the retry policy goes on where it stood. For a new series of attempts, replay.")
            .Takes<RepeatRequest>(DeliveryExamples.Repeat)
            .Answers<DeliveryResponse>(200, DeliveryExamples.Retried)
            .HasProblems<ProblemResponse>(
                DeadLetterExamples.Duplicates,
                [ProblemTypes.InvalidParameter, ProblemTypes.DeliveryNotFound, ProblemTypes.DeliveryState, ProblemTypes.DuplicatesNotAccepted, ProblemTypes.MalformedJson,
                    ProblemTypes.InvalidBody, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType]);
    }

    private async Task<IResult> SearchAsync(HttpContext context)
    {
        if (DeliveryQueryReader.ReadList(context, out var problem) is not { } query)
            return problem!;
        var page = await ledger.SearchAsync(query, context.RequestAborted);
        return TypedResults.Json(
            new DeliveryPageResponse { Items = [.. page.Items.Select(delivery => DeliveryResponses.Of(delivery))], NextCursor = page.NextCursor },
            HubJson.Default.DeliveryPageResponse);
    }

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var (delivery, problem) = await _requests.FindAsync(context);
        return problem ?? (IResult)TypedResults.Json(await _requests.ShowAsync(delivery!, context.RequestAborted), HubJson.Default.DeliveryResponse);
    }

    private async Task<IResult> CancelAsync(HttpContext context)
    {
        var (delivery, problem) = await _requests.FindAsync(context);
        if (problem is not null)
            return problem;
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.CancelRequest, body => body.Note);
        if (fault is not null)
            return fault;
        var result = await control.CancelAsync(delivery!.Id, context.Caller().AuditName(), FreeText.RedactOrNull(request!.Note), context.RequestAborted);
        if (result.Refusal is not null)
            return DeliveryRequests.Refused(delivery.Id, result);
        var isCancelled = result.Delivery!.State == DeliveryState.Cancelled;
        return TypedResults.Json(
            new CancelResponse
            {
                Cancelled = isCancelled,
                Message = isCancelled
                    ? "It waited, and is cancelled."
                    : "It is being worked on. Whoever does so was asked to end it; where it stands afterwards, and whether the request may have been received, says the delivery.",
                Delivery = await _requests.ShowAsync(result.Delivery, context.RequestAborted),
            },
            HubJson.Default.CancelResponse,
            statusCode: isCancelled ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private async Task<IResult> RetryAsync(HttpContext context)
    {
        var (delivery, problem) = await _requests.FindAsync(context);
        if (problem is not null)
            return problem;
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.RepeatRequest, body => body.Note);
        if (fault is not null)
            return fault;
        var result = await control.RetryAsync(delivery!.Id, request!.ToRepeat(context), context.RequestAborted);
        return result.Refusal is not null
            ? DeliveryRequests.Refused(delivery.Id, result)
            : TypedResults.Json(await _requests.ShowAsync(result.Delivery!, context.RequestAborted), HubJson.Default.DeliveryResponse);
    }
}

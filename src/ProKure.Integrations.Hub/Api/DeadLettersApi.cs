using ProKure.Integrations.Capture;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Deliveries;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Deliveries that ended badly and wait for a person.</summary>
internal sealed class DeadLettersApi(IDeliveryQueue queue, IDeliveryLedger ledger, DeliveryControl control)
{
    private const int MaxGroups = 100;

    private readonly DeliveryRequests _requests = new(queue, ledger);

    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/dead-letters").WithTags("Dead letters");
        routes.MapGet("", (Delegate)SummariseAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("summariseDeadLetters", "Count dead letters",
                $"In three lanes by who has to act, and grouped by what they have in common, the most first, each with what to do next. At most {MaxGroups} groups. The dead letters themselves: GET /api/v1/deliveries?state=DEAD.")
            .HasQuery(DeliveryQueryReader.FilterParameters)
            .Answers<DeadLettersResponse>(200, DeadLetterExamples.Summary)
            .HasProblems<ProblemResponse>(DeadLetterExamples.Parameter, [ProblemTypes.InvalidParameter]);
        routes.MapPost("/{delivery_id}/resolve", (Delegate)ResolveAsync)
            .RequireScope(Scopes.DeliveriesManage)
            .Describe("resolveDeadLetter", "Resolve a dead letter", "Puts down that a person has seen to it, and what was done. What waits behind it about the same entity goes on.")
            .Takes<ResolveRequest>(DeliveryExamples.Resolve)
            .Answers<DeliveryResponse>(200, DeliveryExamples.DeadLetter)
            .HasProblems<ProblemResponse>(
                DeadLetterExamples.State,
                [ProblemTypes.InvalidParameter, ProblemTypes.DeliveryNotFound, ProblemTypes.DeliveryState, ProblemTypes.MalformedJson, ProblemTypes.InvalidBody,
                    ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType]);
        routes.MapPost("/{delivery_id}/replay", (Delegate)ReplayAsync)
            .RequireScope(Scopes.DeliveriesManage)
            .Describe("replayDeadLetter", "Replay a dead letter",
                "Sends what was accepted then as a delivery of its own, under the same correlation id and with the same key for the other side; the dead letter is resolved. Answers with the new delivery.")
            .Takes<RepeatRequest>(DeliveryExamples.Repeat)
            .Answers<DeliveryResponse>(202, DeliveryExamples.Queued)
            .HasProblems<ProblemResponse>(
                DeadLetterExamples.Duplicates,
                [ProblemTypes.InvalidParameter, ProblemTypes.DeliveryNotFound, ProblemTypes.DeliveryState, ProblemTypes.DuplicatesNotAccepted, ProblemTypes.MalformedJson,
                    ProblemTypes.InvalidBody, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType]);
    }

    private async Task<IResult> SummariseAsync(HttpContext context)
    {
        if (DeliveryQueryReader.ReadFilter(context, out var problem) is not { } filter)
            return problem!;
        var groups = await ledger.GroupAsync(filter with { State = DeliveryState.Dead }, context.RequestAborted);
        return TypedResults.Json(
            new DeadLettersResponse
            {
                Count = groups.Sum(group => group.Count),
                Lanes = [.. Enum.GetValues<ErrorSide>().Select(lane => new LaneBody(lane, groups.Where(group => group.Lane == lane).Sum(group => group.Count)))],
                Groups = [.. groups.Take(MaxGroups).Select(GroupBodies.Of)],
                IsComplete = groups.Count <= MaxGroups,
            },
            HubJson.Default.DeadLettersResponse);
    }

    private async Task<IResult> ResolveAsync(HttpContext context)
    {
        var (delivery, problem) = await _requests.FindAsync(context);
        if (problem is not null)
            return problem;
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.ResolveRequest, body => body.Note, needsNote: true);
        if (fault is not null)
            return fault;
        var result = await control.ResolveAsync(delivery!.Id, context.Caller().AuditName(), FreeText.Redact(request!.Note), context.RequestAborted);
        return result.Refusal is not null
            ? DeliveryRequests.Refused(delivery.Id, result)
            : TypedResults.Json(await _requests.ShowAsync(result.Delivery!, context.RequestAborted), HubJson.Default.DeliveryResponse);
    }

    private async Task<IResult> ReplayAsync(HttpContext context)
    {
        var (delivery, problem) = await _requests.FindAsync(context);
        if (problem is not null)
            return problem;
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.RepeatRequest, body => body.Note);
        if (fault is not null)
            return fault;
        var result = await control.ReplayAsync(delivery!.Id, request!.ToRepeat(context), context.RequestAborted);
        if (result.Refusal is not null)
            return DeliveryRequests.Refused(delivery.Id, result);
        context.Response.Headers.Location = $"/api/v1/deliveries/{result.Delivery!.Id}";
        return TypedResults.Json(DeliveryResponses.Of(result.Delivery), HubJson.Default.DeliveryResponse, statusCode: StatusCodes.Status202Accepted);
    }
}

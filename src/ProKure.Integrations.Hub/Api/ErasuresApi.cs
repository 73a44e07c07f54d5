using System.Text.Json;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Hub.Api.Deliveries;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Orders to erase what was exchanged about a business entity: what one would do first, then given, approved, and proved.</summary>
internal sealed class ErasuresApi(Erasures erasures, IErasureStore store)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxReasonLength = 1_000;

    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/erasures").WithTags("Erasure");
        routes.MapPost("", (Delegate)BeginAsync)
            .RequireScope(Scopes.ErasuresManage)
            .Describe("beginErasure", "Erase what was exchanged about an entity",
                "Removes headers, bodies and payloads about a business entity from log, spool, object store, kept answers, ended deliveries and archive; who called whom, when and how it "
                + "ended stays. Documents under legal hold and what has not ended are left and reported. With dry_run true nothing is erased: the answer (200) says what would be. "
                + "Where the hub asks for four eyes, another key has to approve it first.")
            .Takes<ErasureRequest>(ErasureExamples.Begin)
            .Answers<ErasureResponse>(202, ErasureExamples.Running)
            .Answers<ErasurePreviewResponse>(200, ErasureExamples.Preview)
            .HasProblems<ProblemResponse>(
                ErasureExamples.NoReason,
                [ProblemTypes.SystemNotAllowed, ProblemTypes.MalformedJson, ProblemTypes.InvalidBody, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType]);
        routes.MapGet("", (Delegate)ListAsync)
            .RequireScope(Scopes.ErasuresManage)
            .Describe("listErasures", "List erasures", "The newest first.")
            .HasQuery(("limit", $"The most erasures, 1 to {MaxLimit}. Default {DefaultLimit}."), ("cursor", "next_cursor of the page before."))
            .Answers<ErasurePageResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.SystemNotAllowed);
        routes.MapGet("/{erasure_id}", (Delegate)ReadAsync)
            .RequireScope(Scopes.ErasuresManage)
            .Describe("getErasure", "Read an erasure", "Where it stands, and its report once there is one.")
            .Answers<ErasureResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.ErasureNotFound, ProblemTypes.SystemNotAllowed);
        routes.MapGet("/{erasure_id}/report", (Delegate)DownloadAsync)
            .RequireScope(Scopes.ErasuresManage)
            .Describe("getErasureReport", "Download the proof of an erasure", "The order and its report as a file: what was removed, what was refused, and what a second search found.")
            .Answers<ErasureResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.ErasureNotFound, ProblemTypes.ErasureState, ProblemTypes.SystemNotAllowed);
        MapDecision(routes, "approve", "Approve an erasure", "With another key than it was asked for with. It is then carried out.", isApproved: true);
        MapDecision(routes, "reject", "Reject an erasure", "Nothing is erased. Whoever asked for it may take it back so.", isApproved: false);
    }

    private void MapDecision(RouteGroupBuilder routes, string verb, string summary, string description, bool isApproved) =>
        routes.MapPost($"/{{erasure_id}}/{verb}", (Delegate)((HttpContext context) => DecideAsync(context, isApproved)))
            .RequireScope(Scopes.ErasuresManage)
            .Describe($"{verb}Erasure", summary, description)
            .Answers<ErasureResponse>(200)
            .HasProblems(
                ProblemTypes.InvalidParameter, ProblemTypes.ErasureNotFound, ProblemTypes.ErasureState, ProblemTypes.OwnErasure, ProblemTypes.SystemNotAllowed);

    private async Task<IResult> BeginAsync(HttpContext context)
    {
        if (NotAllowed(context.Caller()) is { } refusal)
            return refusal;
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.ErasureRequest, _ => null);
        if (fault is not null)
            return fault;
        var faults = FaultsOf(request!);
        if (faults.Count > 0)
            return DeliveryRequests.Faulty(faults);
        var entity = new BusinessEntity(request!.EntityType, request.EntityId);
        if (request.DryRun == true)
            return TypedResults.Json(ErasurePreviewResponse.Of(entity, await erasures.PreviewAsync(entity, context.RequestAborted)), HubJson.Default.ErasurePreviewResponse);
        var order = await erasures.BeginAsync(entity, FreeText.Redact(request.Reason!), context.Caller().AuditName(), context.RequestAborted);
        context.Response.Headers.Location = $"/api/v1/erasures/{order.Id}";
        return TypedResults.Json(ErasureResponse.Of(order), HubJson.Default.ErasureResponse, statusCode: StatusCodes.Status202Accepted);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        if (NotAllowed(context.Caller()) is { } refusal)
            return refusal;
        var parameters = new QueryParameters(context.Request.Query, ["limit", "cursor"]);
        var (limit, after) = (parameters.Limit("limit", DefaultLimit, MaxLimit), parameters.Id("cursor"));
        if (parameters.Problem is { } problem)
            return problem;
        var page = await store.ListAsync(after, limit, context.RequestAborted);
        return TypedResults.Json(
            new ErasurePageResponse { Items = [.. page.Items.Select(ErasureResponse.Of)], NextCursor = page.NextCursor }, HubJson.Default.ErasurePageResponse);
    }

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var (order, problem) = await FindAsync(context);
        return problem ?? (IResult)TypedResults.Json(ErasureResponse.Of(order!), HubJson.Default.ErasureResponse);
    }

    private async Task<IResult> DownloadAsync(HttpContext context)
    {
        var (order, problem) = await FindAsync(context);
        if (problem is not null)
            return problem;
        return order!.Report is null
            ? new Problem(ProblemTypes.ErasureState, $"Erasure {order.Id} is {WireName.Of(order.State)}: it has no report yet.")
            : TypedResults.File(
                JsonSerializer.SerializeToUtf8Bytes(ErasureResponse.Of(order), HubJson.Default.ErasureResponse), "application/json", $"erasure-{order.Id}.json");
    }

    private async Task<IResult> DecideAsync(HttpContext context, bool isApproved)
    {
        var (order, problem) = await FindAsync(context);
        if (problem is not null)
            return problem;
        var refused = await erasures.DecideAsync(order!, isApproved, context.Caller().AuditName(), context.RequestAborted);
        var now = await store.FindAsync(order!.Id, context.RequestAborted) ?? order;
        return refused switch
        {
            null => TypedResults.Json(ErasureResponse.Of(now), HubJson.Default.ErasureResponse),
            ErasureDecisionRefusal.IsOwn => new Problem(ProblemTypes.OwnErasure, $"Erasure {order.Id} was asked for with this key; another has to approve it."),
            _ => new Problem(ProblemTypes.ErasureState, $"Erasure {order.Id} is {WireName.Of(now.State)}: it does not wait for approval."),
        };
    }

    private async Task<(ErasureOrder? Order, Problem? Problem)> FindAsync(HttpContext context)
    {
        if (NotAllowed(context.Caller()) is { } refusal)
            return (null, refusal);
        var text = (string)context.GetRouteValue("erasure_id")!;
        if (!Guid.TryParse(text, out var id))
            return (null, Problem.InParameter("erasure_id", "a UUID", text));
        return await store.FindAsync(id, context.RequestAborted) is { } order ? (order, null) : (null, new Problem(ProblemTypes.ErasureNotFound, $"There is no erasure {id}."));
    }

    private static List<FieldFault> FaultsOf(ErasureRequest request)
    {
        var faults = new List<FieldFault>();
        Check("entity_type", request.EntityType, BusinessEntity.MaxLength, "the kind of entity, as SUPPLIER");
        Check("entity_id", request.EntityId, BusinessEntity.MaxLength, "the entity's key, as 4711");
        if (request.DryRun != true)
            Check("reason", request.Reason, MaxReasonLength, "why, for whoever looks at it later");
        return faults;

        void Check(string path, string? text, int most, string expected)
        {
            if (string.IsNullOrWhiteSpace(text))
                faults.Add(new FieldFault(path, $"Expected {expected}, found nothing."));
            else if (text.Length > most)
                faults.Add(new FieldFault(path, $"Expected at most {most} characters, found {text.Length}."));
        }
    }

    // An entity may have been exchanged with any system.
    private static Problem? NotAllowed(ApiKeyConfig caller) => caller.Systems.IsEmpty
        ? null
        : new Problem(ProblemTypes.SystemNotAllowed, $"The key {caller.Id} is limited to {string.Join(", ", caller.Systems)}; an erasure concerns all systems.");
}

using ProKure.Integrations.Auditing;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Deliveries;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Retention;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Legal holds: how much one would cover first, then placed, and released.</summary>
internal sealed class LegalHoldsApi(ILegalHolds holds, HoldKeeper keeper, IAuditTrail audit, TimeProvider time)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;
    private const int MaxReasonLength = 1_000;

    private const string EmptyScope =
        "An empty scope would hold everything. Expected at least one of request_id, correlation_id, entity_type, entity_id, system_code, endpoint_code, from, to.";

    private static readonly ProblemType[] OfBodies =
    [
        ProblemTypes.EmptyFilter, ProblemTypes.SystemNotAllowed, ProblemTypes.MalformedJson, ProblemTypes.InvalidBody, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType,
    ];

    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/legal-holds").WithTags("Retention");
        routes.MapPost("/preview", (Delegate)PreviewAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("previewLegalHold", "Count what a legal hold would cover", "Changes nothing.")
            .Takes<HoldScopeRequest>(HoldScopeRequest.Example)
            .Answers<HoldPreviewResponse>(200, """{ "count": 42 }""")
            .HasProblems<ProblemResponse>(HoldScopeRequest.Empty, OfBodies);
        routes.MapPost("", (Delegate)PlaceAsync)
            .RequireScope(Scopes.RetentionManage)
            .Describe("placeLegalHold", "Place a legal hold",
                "Nothing that it covers is removed until it is released, whatever its age: not what is there, and not what comes later. It is in force when this answers.")
            .Takes<LegalHoldRequest>(LegalHoldRequest.Example)
            .Answers<LegalHoldResponse>(201, LegalHoldResponse.Example)
            .HasProblems<ProblemResponse>(HoldScopeRequest.Empty, [.. OfBodies, ProblemTypes.HoldCountChanged]);
        routes.MapGet("", (Delegate)ListAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("listLegalHolds", "List legal holds", "The newest first, the released ones as well.")
            .HasQuery(("limit", $"The most holds, 1 to {MaxLimit}. Default {DefaultLimit}."), ("cursor", "next_cursor of the page before."))
            .Answers<LegalHoldPageResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.SystemNotAllowed);
        routes.MapGet("/{hold_id}", (Delegate)ReadAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("getLegalHold", "Read a legal hold", "What it covers, why, and whether it is in force.")
            .Answers<LegalHoldResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.NotFound, ProblemTypes.SystemNotAllowed);
        routes.MapPost("/{hold_id}/release", (Delegate)ReleaseAsync)
            .RequireScope(Scopes.RetentionManage)
            .Describe("releaseLegalHold", "Release a legal hold", "What no other hold covers expires again as it would have. Releasing it once more changes nothing.")
            .Answers<LegalHoldResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.NotFound, ProblemTypes.SystemNotAllowed);
    }

    /// <summary>Holds and runs concern all systems: a key for some of them neither sees nor changes them.</summary>
    public static Problem? NotAllowed(ApiKeyConfig caller) => caller.Systems.IsEmpty
        ? null
        : new Problem(ProblemTypes.SystemNotAllowed, $"The key {caller.Id} is limited to {string.Join(", ", caller.Systems)}; retention and legal holds concern all systems.");

    private async Task<IResult> PreviewAsync(HttpContext context)
    {
        if (NotAllowed(context.Caller()) is { } refusal)
            return refusal;
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.HoldScopeRequest, _ => null);
        if (fault is not null)
            return fault;
        var scope = request!.ToScope();
        return scope.IsEmpty
            ? new Problem(ProblemTypes.EmptyFilter, EmptyScope)
            : TypedResults.Json(new HoldPreviewResponse { Count = await keeper.CountAsync(scope, context.RequestAborted) }, HubJson.Default.HoldPreviewResponse);
    }

    private async Task<IResult> PlaceAsync(HttpContext context)
    {
        if (NotAllowed(context.Caller()) is { } refusal)
            return refusal;
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.LegalHoldRequest, _ => null);
        if (fault is not null)
            return fault;
        if (string.IsNullOrWhiteSpace(request!.Reason) || request.Reason.Length > MaxReasonLength)
            return DeliveryRequests.Faulty([new FieldFault("reason", $"Expected why, in 1 to {MaxReasonLength} characters, found {request.Reason.Length}.")]);
        var scope = request.Scope.ToScope();
        if (scope.IsEmpty)
            return new Problem(ProblemTypes.EmptyFilter, EmptyScope);
        if (request.ExpectedCount is { } expected && await keeper.CountAsync(scope, context.RequestAborted) is var count && count != expected)
            return new Problem(ProblemTypes.HoldCountChanged, $"Expected {expected} documents, found {count}; nothing is held. Look at the preview again.");

        var now = time.GetUtcMilliseconds();
        var hold = new LegalHold { Id = Guid.CreateVersion7(now), Scope = scope, Reason = FreeText.Redact(request.Reason), PlacedAt = now, PlacedBy = context.Caller().AuditName() };
        var held = await keeper.PlaceAsync(hold, context.RequestAborted);
        await AuditAsync(hold, "hold.placed", context);
        context.Response.Headers.Location = $"/api/v1/legal-holds/{hold.Id}";
        return TypedResults.Json(LegalHoldResponse.Of(hold, held), HubJson.Default.LegalHoldResponse, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        if (NotAllowed(context.Caller()) is { } refusal)
            return refusal;
        var parameters = new QueryParameters(context.Request.Query, ["limit", "cursor"]);
        var (limit, after) = (parameters.Limit("limit", DefaultLimit, MaxLimit), parameters.Id("cursor"));
        if (parameters.Problem is { } problem)
            return problem;
        var page = await holds.ListAsync(after, limit, context.RequestAborted);
        return TypedResults.Json(
            new LegalHoldPageResponse { Items = [.. page.Items.Select(hold => LegalHoldResponse.Of(hold))], NextCursor = page.NextCursor }, HubJson.Default.LegalHoldPageResponse);
    }

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var (hold, problem) = await FindAsync(context);
        return problem ?? (IResult)TypedResults.Json(LegalHoldResponse.Of(hold!), HubJson.Default.LegalHoldResponse);
    }

    private async Task<IResult> ReleaseAsync(HttpContext context)
    {
        var (hold, problem) = await FindAsync(context);
        if (problem is not null)
            return problem;
        var released = await keeper.ReleaseAsync(hold!.Id, context.Caller().AuditName(), context.RequestAborted) ?? hold;
        if (hold.IsActive)
            await AuditAsync(hold, "hold.released", context);
        return TypedResults.Json(LegalHoldResponse.Of(released), HubJson.Default.LegalHoldResponse);
    }

    private async Task<(LegalHold? Hold, Problem? Problem)> FindAsync(HttpContext context)
    {
        if (NotAllowed(context.Caller()) is { } refusal)
            return (null, refusal);
        var text = (string)context.GetRouteValue("hold_id")!;
        if (!Guid.TryParse(text, out var id))
            return (null, Problem.InParameter("hold_id", "a UUID", text));
        var hold = await holds.FindAsync(id, context.RequestAborted);
        return hold is null ? (null, new Problem(ProblemTypes.NotFound, $"There is no legal hold {id}.")) : (hold, null);
    }

    private Task AuditAsync(LegalHold hold, string action, HttpContext context) => audit.AddAsync(
        AuditEntry.New(
            time, context.Caller().AuditName(), action, $"hold/{hold.Id}",
            System.Text.Json.JsonSerializer.Serialize(LegalHoldResponse.Of(hold), HubJson.Default.LegalHoldResponse)),
        CancellationToken.None);
}

using ProKure.Integrations.Hub.Api.Deliveries;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Retention;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Runs of retention: what was removed, what the next would remove, and one out of turn.</summary>
internal sealed class RetentionRunsApi(IRetentionRuns runs, RetentionSweep sweep, HubInstance instance, TimeProvider time)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/retention/runs").WithTags("Retention");
        routes.MapPost("", (Delegate)BeginAsync)
            .RequireScope(Scopes.RetentionManage)
            .Describe("beginRetentionRun", "Remove what is kept no longer, or say what would be removed",
                "With dry_run true nothing is removed, and the answer (200) says what the next run would remove. Without, the leading hub begins within seconds: follow the run by its id.")
            .Takes<RetentionRunRequest>(RetentionRunRequest.Example)
            .Answers<RetentionRunResponse>(202, RetentionRunResponse.Example.Replace("\"DONE\"", "\"REQUESTED\"", StringComparison.Ordinal))
            .Answers<RetentionRunResponse>(200, RetentionRunResponse.Example)
            .HasProblems<ProblemResponse>(
                """{ "type": "/problems/invalid-body", "title": "The body has faults", "status": 422, "detail": "dry_run: Expected true or false, found text.", "instance": "/api/v1/retention/runs" }""",
                [ProblemTypes.SystemNotAllowed, ProblemTypes.MalformedJson, ProblemTypes.InvalidBody, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType]);
        routes.MapGet("", (Delegate)ListAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("listRetentionRuns", "List runs of retention", "The newest first, dry runs as well.")
            .HasQuery(("limit", $"The most runs, 1 to {MaxLimit}. Default {DefaultLimit}."), ("cursor", "next_cursor of the page before."))
            .Answers<RetentionRunPageResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.SystemNotAllowed);
        routes.MapGet("/{run_id}", (Delegate)ReadAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("getRetentionRun", "Read a run of retention", "Where it stands and what it removed.")
            .Answers<RetentionRunResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.NotFound, ProblemTypes.SystemNotAllowed);
    }

    private async Task<IResult> BeginAsync(HttpContext context)
    {
        if (LegalHoldsApi.NotAllowed(context.Caller()) is { } refusal)
            return refusal;
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.RetentionRunRequest, _ => null);
        if (fault is not null)
            return fault;
        var now = time.GetUtcMilliseconds();
        var run = new RetentionRun { Id = Guid.CreateVersion7(now), RequestedBy = context.Caller().AuditName(), RequestedAt = now, Status = RetentionRunStatus.Requested };
        if (request!.DryRun == true)
            run = await DryRunAsync(run, context.RequestAborted);
        await runs.PutAsync(run, context.RequestAborted);
        context.Response.Headers.Location = $"/api/v1/retention/runs/{run.Id}";
        return TypedResults.Json(
            RetentionRunResponse.Of(run), HubJson.Default.RetentionRunResponse, statusCode: run.IsDryRun ? StatusCodes.Status200OK : StatusCodes.Status202Accepted);
    }

    private async Task<RetentionRun> DryRunAsync(RetentionRun run, CancellationToken cancellationToken)
    {
        var report = await sweep.PreviewAsync(cancellationToken);
        return run with
        {
            IsDryRun = true,
            Status = RetentionRunStatus.Done,
            InstanceId = instance.Id,
            StartedAt = run.RequestedAt,
            EndedAt = time.GetUtcMilliseconds(),
            Report = report,
        };
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        if (LegalHoldsApi.NotAllowed(context.Caller()) is { } refusal)
            return refusal;
        var parameters = new QueryParameters(context.Request.Query, ["limit", "cursor"]);
        var (limit, after) = (parameters.Limit("limit", DefaultLimit, MaxLimit), parameters.Id("cursor"));
        if (parameters.Problem is { } problem)
            return problem;
        var page = await runs.ListAsync(after, limit, context.RequestAborted);
        return TypedResults.Json(
            new RetentionRunPageResponse { Items = [.. page.Items.Select(RetentionRunResponse.Of)], NextCursor = page.NextCursor }, HubJson.Default.RetentionRunPageResponse);
    }

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        if (LegalHoldsApi.NotAllowed(context.Caller()) is { } refusal)
            return refusal;
        var text = (string)context.GetRouteValue("run_id")!;
        if (!Guid.TryParse(text, out var id))
            return Problem.InParameter("run_id", "a UUID", text);
        return await runs.FindAsync(id, context.RequestAborted) is { } run
            ? TypedResults.Json(RetentionRunResponse.Of(run), HubJson.Default.RetentionRunResponse)
            : new Problem(ProblemTypes.NotFound, $"There is no retention run {id}.");
    }
}

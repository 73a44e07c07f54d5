using ProKure.Integrations.Capture;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Deliveries;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Retry.DeadLetters;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Replays of many dead letters: how many there would be first, then at a rate, with progress, pause and abort.</summary>
internal sealed class ReplayJobsApi(ReplayJobs jobs, IReplayJobStore store)
{
    private const int MaxGroups = 100;
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    private const string EmptyFilter =
        "An empty filter would replay everything. Expected at least one of lane, system_code, endpoint_code, reason, error_type, fingerprint, correlation_id, entity_type, entity_id, from, to.";

    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/replay-jobs").WithTags("Dead letters");
        routes.MapPost("/preview", (Delegate)PreviewAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("previewReplayJob", "Count what a replay job would do", "Changes and sends nothing.")
            .Takes<ReplayPreviewRequest>(DeadLetterExamples.Preview)
            .Answers<ReplayPreviewResponse>(200, """{ "count": 40, "may_be_done": 3, "groups": [] }""")
            .HasProblems<ProblemResponse>(
                DeadLetterExamples.EmptyFilter,
                [ProblemTypes.EmptyFilter, ProblemTypes.MalformedJson, ProblemTypes.InvalidBody, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType]);
        routes.MapPost("", (Delegate)BeginAsync)
            .RequireScope(Scopes.DeliveriesManage)
            .Describe("beginReplayJob", "Replay many dead letters",
                "Those that the filter means now, the oldest first, at the rate asked for. One hub works on it; when that dies, another goes on exactly there.")
            .Takes<ReplayJobRequest>(DeadLetterExamples.Begin)
            .Answers<ReplayJobResponse>(202, DeadLetterExamples.Job)
            .HasProblems<ProblemResponse>(
                DeadLetterExamples.EmptyFilter,
                [ProblemTypes.EmptyFilter, ProblemTypes.ReplayCountChanged, ProblemTypes.MalformedJson, ProblemTypes.InvalidBody, ProblemTypes.BodyTooLarge,
                    ProblemTypes.UnsupportedMediaType]);
        routes.MapGet("", (Delegate)ListAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("listReplayJobs", "List replay jobs", "The newest first.")
            .HasQuery(("limit", $"The most jobs, 1 to {MaxLimit}. Default {DefaultLimit}."), ("cursor", "next_cursor of the page before."))
            .Answers<ReplayJobPageResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter);
        routes.MapGet("/{job_id}", (Delegate)ReadAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("getReplayJob", "Read a replay job", "Where it stands and how far it is.")
            .Answers<ReplayJobResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.ReplayJobNotFound);
        MapChange(routes, "pause", "Pause a replay job", "Nothing more is replayed until it is resumed.", jobs.PauseAsync);
        MapChange(routes, "resume", "Resume a replay job", "Goes on where it was paused.", jobs.ResumeAsync);
        MapChange(routes, "abort", "Abort a replay job", "Ends it for good. What it has replayed stays replayed.", jobs.AbortAsync);
    }

    private void MapChange(RouteGroupBuilder routes, string verb, string summary, string description, Func<Guid, string, CancellationToken, Task<bool>> change) =>
        routes.MapPost($"/{{job_id}}/{verb}", (Delegate)((HttpContext context) => ChangeAsync(context, verb, change)))
            .RequireScope(Scopes.DeliveriesManage)
            .Describe($"{verb}ReplayJob", summary, description)
            .Answers<ReplayJobResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.ReplayJobNotFound, ProblemTypes.ReplayJobState);

    private async Task<IResult> PreviewAsync(HttpContext context)
    {
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.ReplayPreviewRequest, _ => null);
        if (fault is not null)
            return fault;
        var filter = request!.Filter.ToFilter(context.Caller());
        if (filter.IsEmpty)
            return new Problem(ProblemTypes.EmptyFilter, EmptyFilter);
        var preview = await jobs.PreviewAsync(filter, context.RequestAborted);
        return TypedResults.Json(
            new ReplayPreviewResponse { Count = preview.Count, MayBeDone = preview.MayBeDone, Groups = [.. preview.Groups.Take(MaxGroups).Select(GroupBodies.Of)] },
            HubJson.Default.ReplayPreviewResponse);
    }

    private async Task<IResult> BeginAsync(HttpContext context)
    {
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.ReplayJobRequest, body => body.Note);
        if (fault is not null)
            return fault;
        var filter = request!.Filter.ToFilter(context.Caller());
        if (filter.IsEmpty)
            return new Problem(ProblemTypes.EmptyFilter, EmptyFilter);
        var rate = request.Rate ?? ReplayJobs.DefaultRate;
        if (rate is not (>= ReplayJobs.SlowestRate and <= ReplayJobs.FastestRate))
            return DeliveryRequests.Faulty([new FieldFault("rate", $"Expected 1 a minute (0.0167) to {ReplayJobs.FastestRate} replays a second, found {rate}.")]);

        var repeat = new DeliveryRepeat(context.Caller().AuditName(), FreeText.RedactOrNull(request.Note), request.Config ?? ConfigChoice.Pinned, request.AcceptDuplicates ?? false);
        var (job, preview) = await jobs.BeginAsync(filter, repeat, rate, request.ExpectedCount, context.RequestAborted);
        if (job is null)
            return new Problem(ProblemTypes.ReplayCountChanged, $"Expected {request.ExpectedCount} dead letters, found {preview.Count}; nothing was begun. Look at the preview again.");
        context.Response.Headers.Location = $"/api/v1/replay-jobs/{job.Id}";
        return TypedResults.Json(ReplayJobResponse.Of(job), HubJson.Default.ReplayJobResponse, statusCode: StatusCodes.Status202Accepted);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var parameters = new QueryParameters(context.Request.Query, ["limit", "cursor"]);
        var (limit, after) = (parameters.Limit("limit", DefaultLimit, MaxLimit), parameters.Id("cursor"));
        if (parameters.Problem is { } problem)
            return problem;
        var page = await store.ListAsync(after, limit, context.RequestAborted);
        return TypedResults.Json(
            new ReplayJobPageResponse { Items = [.. page.Items.Where(job => MaySee(context.Caller(), job)).Select(ReplayJobResponse.Of)], NextCursor = page.NextCursor },
            HubJson.Default.ReplayJobPageResponse);
    }

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var (job, problem) = await FindAsync(context);
        return problem ?? (IResult)TypedResults.Json(ReplayJobResponse.Of(job!), HubJson.Default.ReplayJobResponse);
    }

    private async Task<IResult> ChangeAsync(HttpContext context, string verb, Func<Guid, string, CancellationToken, Task<bool>> change)
    {
        var (job, problem) = await FindAsync(context);
        if (problem is not null)
            return problem;
        var isChanged = await change(job!.Id, context.Caller().AuditName(), context.RequestAborted);
        var now = await store.FindAsync(job.Id, context.RequestAborted) ?? job;
        return isChanged
            ? TypedResults.Json(ReplayJobResponse.Of(now), HubJson.Default.ReplayJobResponse)
            : new Problem(ProblemTypes.ReplayJobState, $"Replay job {job.Id} is {WireName.Of(now.State)}: it cannot {verb} from there.");
    }

    private async Task<(ReplayJob? Job, Problem? Problem)> FindAsync(HttpContext context)
    {
        var text = (string)context.GetRouteValue("job_id")!;
        if (!Guid.TryParse(text, out var id))
            return (null, Problem.InParameter("job_id", "a UUID", text));
        var job = await store.FindAsync(id, context.RequestAborted);
        return job is not null && MaySee(context.Caller(), job) ? (job, null) : (null, new Problem(ProblemTypes.ReplayJobNotFound, $"There is no replay job {id}."));
    }

    // A job that might touch other systems than the key's is as good as none.
    private static bool MaySee(ApiKeyConfig caller, ReplayJob job) =>
        caller.Systems.IsEmpty
        || (job.Filter.SystemCode is { } system && caller.MayUse(system))
        || (job.Filter.VisibleSystems is { } systems && systems.All(caller.MayUse));
}

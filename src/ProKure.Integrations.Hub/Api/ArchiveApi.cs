using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.HttpResults;
using ProKure.Integrations.Archives;
using ProKure.Integrations.Auditing;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Deliveries;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Runs of the archive, and its verification and restoring: for keys that are not limited to systems.</summary>
internal sealed class ArchiveApi(
    ArchiveWork work, ArchiveRun run, ArchiveVerification verification, ArchiveRestore restore, ConfigurationSnapshots snapshots, IAuditTrail audit, TimeProvider time)
{
    private const int DefaultRestored = 100;

    // Long enough for some files; short enough for whoever waits. What is left is done by the next request.
    private static readonly TimeSpan OneRequest = TimeSpan.FromSeconds(60);

    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/archive").WithTags("Archive");
        routes.MapPost("/runs", (Delegate)RunAsync)
            .RequireScope(Scopes.ArchiveManage)
            .Describe("runArchive", "Run the archive",
                "Archives what is due, takes up what was broken off, removes files whose time is over; the leading hub does the same by itself. Ends after a minute: while is_complete is "
                + "false, ask again. With dry_run true nothing is done: the answer says what is due.")
            .Takes<ArchiveRunRequest>("""{ "dry_run": true }""")
            .Answers<ArchiveRunResponse>(200, """
                { "dry_run": true, "due": [ { "retention_class": "TEN_YEARS", "system_code": "SAP", "day": "2026-03-14", "documents": 18234 } ], "files": 0, "documents": 0, "removed": 0, "faults": [], "is_complete": true }
                """)
            .HasProblems<ProblemResponse>("{}", [ProblemTypes.ArchiveBusy, .. BodyProblems]);
        routes.MapPost("/verify", (Delegate)VerifyAsync)
            .RequireScope(Scopes.ArchiveManage)
            .Describe("verifyArchive", "Verify archive files",
                "Reads files back and compares everything with what was written: hashes, counts, every line, manifest and index. Nothing is deleted for what is found. Ends after a minute: "
                + "go on with next_cursor.")
            .Takes<ArchiveVerifyRequest>("""{ "system": "SAP", "from": "2026-03-01", "to": "2026-03-31" }""")
            .Answers<ArchiveVerifyResponse>(200, """{ "verified": 31, "documents": 565254, "faults": [], "missing_bodies": [], "next_cursor": null }""")
            .HasProblems<ProblemResponse>("{}", BodyProblems);
        routes.MapPost("/restore", (Delegate)RestoreAsync)
            .RequireScope(Scopes.ArchiveManage)
            .Describe("restoreArchived", "Bring archived documents back into the log",
                "They are marked with restored_at and leave the log again after the days given. What is in the log already stays as it is; what came back before lives longer.")
            .Takes<ArchiveRestoreRequest>("""{ "entity_type": "PURCHASE_ORDER", "entity_id": "PO-4711", "days": 14 }""")
            .Answers<ArchiveRestoreResponse>(200, """
                { "found": 3, "restored": 3, "prolonged": 0, "already_there": 0, "expires_at": "2026-12-10T09:26:53.589Z", "refused": [], "faults": [], "next_cursor": null }
                """)
            .HasProblems<ProblemResponse>("{}", [ProblemTypes.ArchiveFileUnusable, .. BodyProblems]);
    }

    private static ProblemType[] BodyProblems =>
        [ProblemTypes.SystemNotAllowed, ProblemTypes.MalformedJson, ProblemTypes.InvalidBody, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType];

    private async Task<IResult> RunAsync(HttpContext context)
    {
        if (NotAllowed(context.Caller()) is { } refusal)
            return refusal;
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.ArchiveRunRequest, _ => null);
        if (fault is not null)
            return fault;
        var policies = ArchivePolicy.Of(snapshots.Current.Configuration);
        if (request!.DryRun == true)
        {
            var due = await run.PlanAsync(policies, context.RequestAborted);
            return Answer(new ArchiveRunResult(0, 0, 0, [], IsComplete: true), isDry: true, due);
        }

        return await work.TryRunAsync(policies, context.Caller().AuditName(), OneRequest, context.RequestAborted) is { } result
            ? Answer(result, isDry: false, [])
            : new Problem(ProblemTypes.ArchiveBusy, "Another run of the archive is under way, on this hub or on another one.");
    }

    private async Task<IResult> VerifyAsync(HttpContext context)
    {
        if (NotAllowed(context.Caller()) is { } refusal)
            return refusal;
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.ArchiveVerifyRequest, _ => null);
        if (fault is not null)
            return fault;
        var (faults, began) = (new List<FieldFault>(), time.GetTimestamp());
        var query = new ArchiveFileQuery
        {
            From = Day("from", request!.From, faults),
            To = Day("to", request.To, faults),
            RetentionClass = request.RetentionClass,
            SystemCode = request.System,
            After = request.Cursor is null ? null : ArchiveFilePlace.TryParse(request.Cursor) ?? Wrong<ArchiveFilePlace>("cursor", "the next_cursor of the answer before", request.Cursor, faults),
        };
        if (faults.Count > 0)
            return DeliveryRequests.Faulty(faults);
        var result = await verification.VerifyAsync(query, () => time.GetElapsedTime(began) < OneRequest, context.RequestAborted);
        await NoteAsync(context, "archive.verified", new JsonObject { ["verified"] = result.Verified, ["faults"] = result.Faults.Count, ["missing_bodies"] = result.MissingBodies.Count });
        return TypedResults.Json(
            new ArchiveVerifyResponse
            {
                Verified = result.Verified,
                Documents = result.Documents,
                Faults = ArchiveFaultBody.Of(result.Faults),
                MissingBodies = result.MissingBodies,
                NextCursor = result.Next?.ToString(),
            },
            HubJson.Default.ArchiveVerifyResponse);
    }

    private async Task<IResult> RestoreAsync(HttpContext context)
    {
        if (NotAllowed(context.Caller()) is { } refusal)
            return refusal;
        var (request, fault) = await DeliveryRequests.ReadAsync(context, HubJson.Default.ArchiveRestoreRequest, _ => null);
        if (fault is not null)
            return fault;
        var faults = new List<FieldFault>();
        var query = new ArchiveQuery
        {
            From = Day("from", request!.From, faults),
            To = Day("to", request.To, faults),
            RetentionClass = request.RetentionClass,
            SystemCode = request.System,
            RequestId = request.RequestId,
            CorrelationId = request.CorrelationId,
            EntityType = request.EntityType,
            EntityId = request.EntityId,
            Status = request.Status,
        };
        var (limit, after) = (request.Limit ?? DefaultRestored, ArchiveCursor.TryParse(request.Cursor));
        if (query == new ArchiveQuery() && faults.Count == 0)
            faults.Add(new FieldFault("", "Expected at least one condition: which documents are to come back."));
        if (request.Days is < 1 or > ArchiveRestore.MaxDays)
            faults.Add(new FieldFault("days", $"Expected 1 to {ArchiveRestore.MaxDays}, found {request.Days}."));
        if (limit is < 1 or > ArchiveQuery.MaxLimit)
            faults.Add(new FieldFault("limit", $"Expected 1 to {ArchiveQuery.MaxLimit}, found {limit}."));
        if (request.Cursor is not null && after is null)
            Wrong<string>("cursor", "the next_cursor of the answer before", request.Cursor, faults);
        if (faults.Count > 0)
            return DeliveryRequests.Faulty(faults);
        try
        {
            var result = await restore.RestoreAsync(query, request.Days, limit, after, context.RequestAborted);
            await NoteAsync(context, "archive.restored", new JsonObject { ["restored"] = result.Restored, ["prolonged"] = result.Prolonged, ["days"] = request.Days });
            return Answer(result);
        }
        catch (ArchiveFileException unusable)
        {
            return new Problem(ProblemTypes.ArchiveFileUnusable, unusable.Message);
        }
    }

    private Task NoteAsync(HttpContext context, string action, JsonObject detail) =>
        audit.AddAsync(AuditEntry.New(time, context.Caller().AuditName(), action, "archive", detail.ToJsonString()), context.RequestAborted);

    private static JsonHttpResult<ArchiveRunResponse> Answer(ArchiveRunResult result, bool isDry, IReadOnlyList<DueUnit> due) => TypedResults.Json(
        new ArchiveRunResponse
        {
            DryRun = isDry,
            Due = [.. due.Select(unit => new ArchiveDueBody(unit.Unit.RetentionClass, unit.Unit.SystemCode, unit.Unit.Day, unit.Documents))],
            Files = result.Files,
            Documents = result.Documents,
            Removed = result.Removed,
            Faults = ArchiveFaultBody.Of(result.Faults),
            IsComplete = result.IsComplete,
        },
        HubJson.Default.ArchiveRunResponse);

    private static JsonHttpResult<ArchiveRestoreResponse> Answer(RestoreResult result) => TypedResults.Json(
        new ArchiveRestoreResponse
        {
            Found = result.Found,
            Restored = result.Restored,
            Prolonged = result.Prolonged,
            AlreadyThere = result.AlreadyThere,
            ExpiresAt = result.ExpiresAt,
            Refused = result.Refused,
            Faults = ArchiveFaultBody.Of(result.Faults),
            NextCursor = result.Next?.ToString(),
        },
        HubJson.Default.ArchiveRestoreResponse);

    private static DateOnly? Day(string path, string? text, List<FieldFault> faults)
    {
        if (text is null)
            return null;
        if (QueryParameters.TryReadDay(text, out var day))
            return day;
        faults.Add(new FieldFault(path, $"Expected {QueryParameters.DayForm}, found {Shown.Text(text)}."));
        return null;
    }

    private static T? Wrong<T>(string path, string expected, string found, List<FieldFault> faults) where T : class
    {
        faults.Add(new FieldFault(path, $"Expected {expected}, found {Shown.Text(found)}."));
        return null;
    }

    // A run and its files concern all systems.
    private static Problem? NotAllowed(ApiKeyConfig caller) => caller.Systems.IsEmpty
        ? null
        : new Problem(ProblemTypes.SystemNotAllowed, $"The key {caller.Id} is limited to {string.Join(", ", caller.Systems)}; this concerns all systems.");
}

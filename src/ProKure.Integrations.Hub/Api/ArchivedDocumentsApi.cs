using ProKure.Integrations.Archives;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Logs;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api;

/// <summary>What is in the archive: files, and documents in them.</summary>
internal sealed partial class ArchivedDocumentsApi(IArchiveFiles files, ArchiveSearch search, ILogger<ArchivedDocumentsApi> logger)
{
    private const int DefaultLimit = 50;

    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/archive").WithTags("Archive");
        routes.MapGet("/files", (Delegate)ListAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("listArchiveFiles", "List archive files", "Newest day first: what they hold, how far they are, and what was wrong when they were verified last.")
            .HasQuery(
                ("from", "Of this UTC day or later."), ("to", "Of this UTC day or earlier."), ("retention_class", "The class's code."),
                ("system", "The system's code. Needed with a key that is limited to several systems."), ("state", $"One of {WireName.All<ArchiveState>()}."),
                ("limit", $"The most files, 1 to {ArchiveQuery.MaxLimit}. Default {DefaultLimit}."), ("cursor", "next_cursor of the page before."))
            .Answers<ArchiveFilePageResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.SystemNotAllowed);
        routes.MapGet("/documents", (Delegate)SearchAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("searchArchive", "Search archived documents", $"By the indexes of the files, newest day first. One page looks into at most {ArchiveSearch.MaxFiles} files: days and system narrow it.")
            .HasQuery(
                ("from", "Began on this UTC day or later."), ("to", "Began on this UTC day or earlier."), ("retention_class", "The class's code."),
                ("system", "The system's code. Needed with a key that is limited to several systems."), ("request_id", "The document with this id; its days are known from the id."),
                ("correlation_id", "The business act."), ("entity_type", "Kind of business entity."), ("entity_id", "The entity's key."),
                ("status", $"One of {WireName.All<LogStatus>()}."),
                ("limit", $"The most documents, 1 to {ArchiveQuery.MaxLimit}. Default {DefaultLimit}."), ("cursor", "next_cursor of the page before."))
            .Answers<ArchivedPageResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.SystemNotAllowed);
        routes.MapGet("/documents/{request_id}", (Delegate)ReadAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("getArchivedDocument", "Read an archived document", "The whole record as it stands in the archive, also where it has left the log; without payloads where they were erased.")
            .Answers<LogDocumentResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.LogNotFound, ProblemTypes.ArchiveFileUnusable);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var parameters = new QueryParameters(context.Request.Query, ["from", "to", "retention_class", "system", "state", "limit", "cursor"]);
        var limit = parameters.Limit("limit", DefaultLimit, ArchiveQuery.MaxLimit);
        var query = new ArchiveFileQuery
        {
            From = parameters.Day("from"),
            To = parameters.Day("to"),
            RetentionClass = parameters.Code("retention_class"),
            SystemCode = SystemOf(parameters, context.Caller()),
            States = parameters.Member<ArchiveState>("state") is { } state ? [state] : [],
            After = parameters.Parsed("cursor", ArchiveFilePlace.TryParse),
            Limit = limit + 1,
        };
        if (Refused(parameters, query.SystemCode, context.Caller()) is { } problem)
            return problem;
        var found = await files.ListAsync(query, context.RequestAborted);
        return TypedResults.Json(
            new ArchiveFilePageResponse
            {
                Items = [.. found.Take(limit).Select(ArchiveFileResponse.Of)],
                NextCursor = found.Count > limit ? ArchiveFilePlace.Of(found[limit - 1]).ToString() : null,
            },
            HubJson.Default.ArchiveFilePageResponse);
    }

    private async Task<IResult> SearchAsync(HttpContext context)
    {
        var parameters = new QueryParameters(
            context.Request.Query, ["from", "to", "retention_class", "system", "request_id", "correlation_id", "entity_type", "entity_id", "status", "limit", "cursor"]);
        var query = new ArchiveQuery
        {
            From = parameters.Day("from"),
            To = parameters.Day("to"),
            RetentionClass = parameters.Code("retention_class"),
            SystemCode = SystemOf(parameters, context.Caller()),
            RequestId = parameters.Uuid("request_id"),
            CorrelationId = parameters.CorrelationId("correlation_id"),
            EntityType = parameters.Text("entity_type"),
            EntityId = parameters.Text("entity_id"),
            Status = parameters.Member<LogStatus>("status"),
        };
        var (limit, after) = (parameters.Limit("limit", DefaultLimit, ArchiveQuery.MaxLimit), parameters.Parsed("cursor", ArchiveCursor.TryParse));
        if (Refused(parameters, query.SystemCode, context.Caller()) is { } problem)
            return problem;
        var page = await search.SearchAsync(query, limit, after, context.RequestAborted);
        return TypedResults.Json(
            new ArchivedPageResponse
            {
                Items = [.. page.Items.Select(ArchivedEntryBody.Of)],
                FilesSearched = page.Files,
                Faults = ArchiveFaultBody.Of(page.Faults),
                NextCursor = page.Next?.ToString(),
            },
            HubJson.Default.ArchivedPageResponse);
    }

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var text = (string)context.GetRouteValue("request_id")!;
        if (!Guid.TryParse(text, out var requestId))
            return Problem.InParameter("request_id", "a UUID", text);
        try
        {
            var found = await search.FindAsync(requestId, context.RequestAborted);
            if (found is not { } archived || !context.Caller().MayUse(archived.Found.Unit.SystemCode))
                return new Problem(ProblemTypes.LogNotFound, $"There is no archived document {requestId}.");
            Log.Read(logger, context.Caller().AuditName(), requestId);
            var entry = archived.Document.Entry with { ArchiveKey = archived.Found.Key };
            return TypedResults.Json(LogResponses.Document(archived.Document with { Entry = entry }), HubJson.Default.LogDocumentResponse);
        }
        catch (ArchiveFileException fault)
        {
            return new Problem(ProblemTypes.ArchiveFileUnusable, fault.Message);
        }
    }

    private static string? SystemOf(QueryParameters parameters, ApiKeyConfig caller) =>
        parameters.Code("system") ?? (caller.Systems.Length == 1 ? caller.Systems[0] : null);

    private static Problem? Refused(QueryParameters parameters, string? system, ApiKeyConfig caller)
    {
        if (parameters.Problem is { } problem)
            return problem;
        if (system is null && !caller.Systems.IsEmpty)
            return Problem.InParameter("system", $"one of {string.Join(", ", caller.Systems)}, which the key {caller.Id} is limited to", null);
        return system is null || caller.MayUse(system)
            ? null
            : new Problem(ProblemTypes.SystemNotAllowed, $"The key {caller.Id} is limited to {string.Join(", ", caller.Systems)}.");
    }

    private static partial class Log
    {
        [LoggerMessage(2071, LogLevel.Information, "{Caller} reads the archived document {RequestId}")]
        public static partial void Read(ILogger logger, string caller, Guid requestId);
    }
}

using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Logs;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api;

/// <summary>The record of every attempt.</summary>
internal sealed class LogsApi(IIntegrationLogStore log, TimeProvider time)
{
    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/logs").WithTags("Logs");
        routes.MapGet("", (Delegate)SearchAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("searchLogs", "List log entries", "Newest first; without from and to, those of the last 24 hours. Bodies come with the single document.")
            .HasQuery(
                ("from", "Began at or after this time (ISO 8601)."),
                ("to", "Began before this time (ISO 8601). Default now."),
                ("system", "The system's code. Needed with a key that is limited to several systems."),
                ("endpoint", "The endpoint's code."),
                ("direction", $"One of {WireName.All<LogDirection>()}."),
                ("status", $"One of {WireName.All<LogStatus>()}."),
                ("entity_type", "Kind of business entity."),
                ("entity_id", "The entity's key."),
                ("correlation_id", "The business act."),
                ("limit", $"The most entries, 1 to {LogQueryReader.MaxLimit}. Default 50."),
                ("cursor", "next_cursor of the page before."))
            .Answers<LogPageResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.SystemNotAllowed);
        routes.MapGet("/{request_id}", (Delegate)ReadAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("getLog", "Read a log document", "The whole record of one attempt, redacted: what was sent, what came back, timing, error.")
            .Answers<LogDocumentResponse>(200)
            .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.LogNotFound);
    }

    private async Task<IResult> SearchAsync(HttpContext context)
    {
        if (new LogQueryReader(context.Request.Query, time.GetUtcMilliseconds()).Read(out var problem) is not { } query)
            return problem!;
        if (Limited(ref query, context.Caller()) is { } denial)
            return denial;
        var page = await log.SearchAsync(query, context.RequestAborted);
        return TypedResults.Json(
            new LogPageResponse
            {
                From = query.From!.Value,
                To = query.To!.Value,
                Items = [.. page.Items.Select(LogResponses.Entry)],
                NextCursor = page.NextCursor,
            },
            HubJson.Default.LogPageResponse);
    }

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var text = (string)context.GetRouteValue("request_id")!;
        if (!Guid.TryParse(text, out var requestId))
            return Problem.InParameter("request_id", "a UUID", text);

        // A document of a system that the key is not for is as good as none: its existence is not for the caller to know.
        var document = await log.FindAsync(requestId, context.RequestAborted);
        return document is not null && context.Caller().MayUse(document.Entry.SystemCode)
            ? TypedResults.Json(LogResponses.Document(document), HubJson.Default.LogDocumentResponse)
            : new Problem(ProblemTypes.LogNotFound, $"There is no log document {requestId}.");
    }

    private static Problem? Limited(ref LogQuery query, ApiKeyConfig caller)
    {
        if (caller.Systems.IsEmpty)
            return null;
        if (query.SystemCode is null && caller.Systems.Length == 1)
            query = query with { SystemCode = caller.Systems[0] };
        if (query.SystemCode is null)
            return Problem.InParameter("system", $"one of {string.Join(", ", caller.Systems)}, which the key {caller.Id} is limited to", null);
        return caller.MayUse(query.SystemCode)
            ? null
            : new Problem(ProblemTypes.SystemNotAllowed, $"The key {caller.Id} is limited to {string.Join(", ", caller.Systems)}.");
    }
}

using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Logs;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Everything that happened under one correlation id.</summary>
internal sealed class TracesApi(IIntegrationLogStore log)
{
    // The store's own limit; see IIntegrationLogStore.TraceAsync.
    private const int MaxAttempts = 1000;

    public void Map(RouteGroupBuilder api) => api.MapGet("/traces/{correlation_id}", (Delegate)ReadAsync)
        .RequireScope(Scopes.LogsRead)
        .WithTags("Logs")
        .Describe("getTrace", "Read the story of a business act", "All attempts and exchanges with this correlation id, oldest first.")
        .Answers<TraceResponse>(200)
        .HasProblems(ProblemTypes.InvalidParameter, ProblemTypes.TraceNotFound);

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var text = (string)context.GetRouteValue("correlation_id")!;
        if (!CorrelationId.TryParse(text, out var id))
            return Problem.InParameter("correlation_id", "1 to 128 of A-Z, a-z, 0-9, '.', '_', ':', '-'", text);
        var documents = await log.TraceAsync(id.ToString(), context.RequestAborted);
        var entries = documents.Select(document => document.Entry).Where(entry => context.Caller().MayUse(entry.SystemCode)).ToList();
        if (entries.Count == 0)
            return new Problem(ProblemTypes.TraceNotFound, $"Nothing is logged with the correlation id {id}.");
        return TypedResults.Json(
            new TraceResponse
            {
                CorrelationId = id.ToString(),
                Status = entries[^1].Status,
                StartedAt = entries[0].StartedAt,
                CompletedAt = entries.Exists(entry => entry.CompletedAt is null) ? null : entries.Max(entry => entry.CompletedAt),
                IsComplete = documents.Count < MaxAttempts,
                Attempts = [.. entries.Select(LogResponses.Entry)],
            },
            HubJson.Default.TraceResponse);
    }
}

using System.Text;
using ProKure.Integrations.Auditing;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Who did what, beside changes of configuration.</summary>
internal sealed class AuditApi(IAuditTrail trail)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 1000;
    private static readonly string[] Known = ["actor", "action", "subject", "from", "to", "limit", "cursor"];

    public void Map(RouteGroupBuilder api) => api.MapGet("/audit", (Delegate)ReadAsync)
        .RequireScope(Scopes.AuditRead)
        .WithTags("Audit")
        .Describe(
            "listAuditEntries", "Read who did what",
            "Erasures, holds, archive and retention runs and the like; newest first. Changes of configuration are at /api/v1/configuration/history.")
        .HasQuery(
            ("actor", "Only what this one did: a key's name and id, as \"Anna (K1)\", or hub."),
            ("action", "Only this action, as erasure.requested; with a dot at its end, as \"erasure.\", the whole area."),
            ("subject", "Only what was done to this, as SUPPLIER:4711."),
            ("from", "Done at or after this time."),
            ("to", "Done before this time."),
            ("limit", $"The most entries, 1 to {MaxLimit}. Default {DefaultLimit}."),
            ("cursor", "next_cursor of the page before."))
        .Answers<AuditPageResponse>(200)
        .WithMetadata(new ResponseExample(200, AuditPageResponse.Example))
        .HasProblems(ProblemTypes.InvalidParameter);

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var parameters = new QueryParameters(context.Request.Query, Known);
        var query = new AuditQuery
        {
            Actor = parameters.Text("actor"),
            Action = parameters.Text("action"),
            Subject = parameters.Text("subject"),
            From = parameters.Time("from"),
            To = parameters.Time("to"),
            After = parameters.Id("cursor"),
            Limit = parameters.Limit("limit", DefaultLimit, MaxLimit),
        };
        if (parameters.Problem is { } problem)
            return problem;
        var page = await trail.ListAsync(query, context.RequestAborted);
        return TypedResults.Json(new AuditPageResponse { Items = [.. page.Items.Select(Show)], NextCursor = page.NextCursor }, HubJson.Default.AuditPageResponse);
    }

    private static AuditEntryResponse Show(AuditEntry entry) => new()
    {
        Id = entry.Id,
        At = entry.At,
        Actor = entry.Actor,
        Action = entry.Action,
        Subject = entry.Subject,
        Detail = new RawJson(entry.Detail is null ? default : Encoding.UTF8.GetBytes(entry.Detail)),
    };
}

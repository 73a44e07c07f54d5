using System.Text;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Configuration.Files;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Hub.Api;

/// <summary>What redaction removes: tried on a body, and looked for in what is stored.</summary>
internal sealed class RedactionApi(ConfigurationSnapshots snapshots, IIntegrationLogStore log, StoredBodies bodies, TimeProvider time)
{
    private const int UsualLimit = 200;
    private const long UsualLongBodyBytes = 1L << 20;
    private const long MaxLongBodyBytes = 64L << 20;

    // Of all long bodies in one scan, so that an answer comes in bounded time.
    private const long MaxLongBytesTogether = 256L << 20;

    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/redaction").WithTags("Redaction");
        routes.MapPost("/preview", (Delegate)PreviewAsync)
            .RequireScope(Scopes.ConfigRead)
            .Describe("previewRedaction", "Try redaction on a body", "Shows what would be stored, and by which rule each value is removed. Keeps nothing of it.")
            .Takes<RedactionPreviewRequest>()
            .Answers<RedactionPreviewResponse>(200)
            .HasProblems(ProblemTypes.UnknownSystem, ProblemTypes.UnknownEndpoint, ProblemTypes.SystemNotAllowed, ProblemTypes.MalformedJson,
                ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType, ProblemTypes.InvalidConfiguration);
        routes.MapPost("/scan", (Delegate)ScanAsync)
            .RequireScope(Scopes.LogsRead)
            .Describe("scanForLeaks", "Look for secrets in stored documents",
                "Reads a sample of log documents again with the rules of today. Names document, place and rule, never the value.")
            .Takes<RedactionScanRequest>()
            .Answers<RedactionScanResponse>(200)
            .HasProblems(ProblemTypes.SystemNotAllowed, ProblemTypes.MalformedJson, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType,
                ProblemTypes.InvalidConfiguration);
    }

    private async Task<IResult> PreviewAsync(HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null)
            return problem;
        using (body)
        {
            if (!body!.TryRead(HubJson.Default.RedactionPreviewRequest, null, out var request, out var faults))
                return Problem.InConfiguration(faults);
            if (Unknown(request, context.Caller()) is { } unknown)
                return unknown;
            if (!TryReadRules(request, out var draft, out var ruleFaults))
                return Problem.InConfiguration(ruleFaults);
            if (draft is not null && RedactionPreview.Check(draft) is { Count: > 0 } wrong)
                return Problem.InConfiguration(wrong);
            if (!TryReadBody(request, out var bytes))
                return Problem.InConfiguration([new FieldFault("", "Expected either body, or body_base64 in base64.")]);
            var result = RedactionPreview.Run(
                snapshots.Current.Configuration, request.System, request.Endpoint, draft, bytes, request.ContentType);
            return TypedResults.Json(
                new RedactionPreviewResponse
                {
                    Body = result.Body,
                    Format = result.Format,
                    Count = result.Count,
                    Places = [.. result.Places.Select(place => new RedactedPlaceBody(place.Place, place.Offset, place.Rule.Id, place.Rule.Description))],
                    IsCut = result.IsCut,
                },
                HubJson.Default.RedactionPreviewResponse);
        }
    }

    private static bool TryReadRules(RedactionPreviewRequest request, out RedactionConfig? rules, out IReadOnlyList<FieldFault> faults)
    {
        (rules, faults) = (request.Rules is null ? null : RedactionBody.ToConfig(request.Rules), []);
        if (request.RulesYaml is null)
            return true;
        if (rules is not null)
        {
            faults = [new FieldFault("rules_yaml", "Expected either rules or rules_yaml, found both.")];
            return false;
        }

        (rules, var found) = RedactionRulesText.Read(request.RulesYaml, "rules");
        faults = [.. found.Select(fault => new FieldFault("rules_yaml", fault.ToString()))];
        return faults.Count == 0;
    }

    private Problem? Unknown(RedactionPreviewRequest request, ApiKeyConfig caller)
    {
        var configuration = snapshots.Current.Configuration;
        if (request.System is null)
            return request.Endpoint is null ? null : Problem.InConfiguration([new FieldFault("system", "Expected the endpoint's system.")]);
        if (!caller.MayUse(request.System))
            return NotAllowed(caller);
        if (!configuration.Systems.Any(stored => stored.Row.Code == request.System))
            return new Problem(ProblemTypes.UnknownSystem, $"There is no system {Shown.Text(request.System)}.");
        if (request.Endpoint is null || configuration.Endpoints.Any(stored => stored.Row.SystemCode == request.System && stored.Row.Code == request.Endpoint))
            return null;
        return new Problem(ProblemTypes.UnknownEndpoint, $"There is no endpoint {Shown.Text(request.Endpoint)} in system {Shown.Text(request.System)}.");
    }

    private static bool TryReadBody(RedactionPreviewRequest request, out byte[] bytes)
    {
        bytes = [];
        if ((request.Body is null) == (request.BodyBase64 is null))
            return false;
        if (request.Body is { } text)
        {
            bytes = Encoding.UTF8.GetBytes(text);
            return true;
        }

        var buffer = new byte[request.BodyBase64!.Length];
        if (!Convert.TryFromBase64String(request.BodyBase64, buffer, out var length))
            return false;
        bytes = buffer[..length];
        return true;
    }

    private async Task<IResult> ScanAsync(HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null)
            return problem;
        using (body)
        {
            if (!body!.TryRead(HubJson.Default.RedactionScanRequest, null, out var request, out var faults))
                return Problem.InConfiguration(faults);
            if (request.Limit is < 1 or > LeakScanner.MaxDocuments)
                return Problem.InConfiguration([new FieldFault("limit", $"Expected 1 to {LeakScanner.MaxDocuments} documents, found {request.Limit}.")]);
            if (FaultsOf(request) is { Count: > 0 } wrong)
                return Problem.InConfiguration(wrong);
            LogCursor? after = null;
            if (request.Cursor is not null)
            {
                if (!LogCursor.TryParse(request.Cursor, out var cursor))
                    return Problem.InConfiguration([new FieldFault("cursor", "Expected next_cursor of a scan.")]);
                after = cursor;
            }

            var caller = context.Caller();
            var system = request.System ?? (caller.Systems.Length == 1 ? caller.Systems[0] : null);
            if (system is null ? !caller.Systems.IsEmpty : !caller.MayUse(system))
                return NotAllowed(caller);
            var to = request.To ?? time.GetUtcNow();
            var query = new LogQuery { From = request.From ?? to.AddDays(-1), To = to, SystemCode = system, EndpointCode = request.Endpoint, After = after };
            var longBodies = request.LongBodies == true ? new LongBodyScan(bodies, request.MaxLongBodyBytes ?? UsualLongBodyBytes, MaxLongBytesTogether) : null;
            var scan = await new LeakScanner(log).ScanAsync(
                query, request.Limit ?? UsualLimit, snapshots.Current.Configuration, new LeakSample(request.Share ?? 1, longBodies), context.RequestAborted);
            return TypedResults.Json(
                new RedactionScanResponse
                {
                    Scanned = scan.Scanned,
                    Seen = scan.Seen,
                    LongBodiesCut = longBodies?.Cut ?? 0,
                    LongBodiesUnreadable = longBodies?.Unreadable ?? 0,
                    Leaks =
                    [
                        .. scan.Leaks.Select(leak => new LeakBody(
                            leak.RequestId, leak.SystemCode, leak.EndpointCode, leak.StartedAt, leak.Where, leak.Place, leak.Rule.Id, leak.Rule.Description)),
                    ],
                    NextCursor = scan.NextCursor,
                },
                HubJson.Default.RedactionScanResponse);
        }
    }

    private static List<FieldFault> FaultsOf(RedactionScanRequest request)
    {
        var faults = new List<FieldFault>();
        if (request.Share is <= 0 or > 1 or double.NaN)
            faults.Add(new FieldFault("share", $"Expected more than 0, at most 1, found {request.Share}."));
        if (request.MaxLongBodyBytes is < 1 or > MaxLongBodyBytes)
            faults.Add(new FieldFault("max_long_body_bytes", $"Expected 1 to {MaxLongBodyBytes}, found {request.MaxLongBodyBytes}."));
        return faults;
    }

    private static Problem NotAllowed(ApiKeyConfig caller) =>
        new(ProblemTypes.SystemNotAllowed, $"The key {caller.Id} is limited to {string.Join(", ", caller.Systems)}.");
}

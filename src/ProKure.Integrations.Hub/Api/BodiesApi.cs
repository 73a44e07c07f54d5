using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Objects;

namespace ProKure.Integrations.Hub.Api;

/// <summary>The bodies of exchanges, whole and redacted, as files: from the object store, from where they wait for it, or from the log itself.</summary>
internal sealed partial class BodiesApi(IIntegrationLogStore log, StoredBodies bodies, ILogger<BodiesApi> logger)
{
    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/logs/{request_id}").WithTags("Logs");
        Map(routes, BodySide.Request, "/request-body", "getLogRequestBody", "Download a request body", "The whole body that was sent, redacted, also where the log document has only its beginning. Ranges can be asked for.");
        Map(routes, BodySide.Response, "/response-body", "getLogResponseBody", "Download a response body", "The whole body that came back, redacted, also where the log document has only its beginning. Ranges can be asked for.");
    }

    private void Map(RouteGroupBuilder routes, BodySide side, string path, string id, string summary, string description) =>
        routes.MapGet(path, (Delegate)(Func<HttpContext, Task<IResult>>)(context => ReadAsync(context, side)))
            .RequireScope(Scopes.LogsRead)
            .Describe(id, summary, description)
            .AnswersFile()
            .HasProblems(
                ProblemTypes.InvalidParameter, ProblemTypes.LogNotFound, ProblemTypes.BodyNotKept, ProblemTypes.BodyGone, ProblemTypes.BodyDamaged, ProblemTypes.RangeNotSatisfiable);

    private async Task<IResult> ReadAsync(HttpContext context, BodySide side)
    {
        var text = (string)context.GetRouteValue("request_id")!;
        if (!Guid.TryParse(text, out var requestId))
            return Problem.InParameter("request_id", "a UUID", text);
        var document = await log.FindAsync(requestId, context.RequestAborted);
        if (document is null || !context.Caller().MayUse(document.Entry.SystemCode))
            return new Problem(ProblemTypes.LogNotFound, $"There is no log document {requestId}.");
        var payload = side == BodySide.Request ? document.Request : document.Response;
        var name = side == BodySide.Request ? "request" : "response";
        if (document.Entry.ErasedAt is { } erased)
            return new Problem(ProblemTypes.BodyGone, $"The {name} body of {requestId} was erased on {erased:yyyy-MM-dd}.");
        if (payload is { Format: BodyFormat.NotCaptured })
            return new Problem(ProblemTypes.BodyNotKept, $"The endpoint's capture level keeps no {name} body of such an attempt.");
        if (payload is null || (payload.Body.IsEmpty && payload.Reference is null))
            return new Problem(ProblemTypes.BodyNotKept, $"The log document {requestId} has no {name} body.");
        if (payload.IsTruncated && payload.Reference is null)
            return new Problem(ProblemTypes.BodyNotKept, $"Of the {name} body, only the beginning was kept; it stands in the log document {requestId}.");
        try
        {
            return await FileAsync(context, payload, requestId, name);
        }
        catch (InvalidDataException fault)
        {
            Log.Damaged(logger, name, requestId, fault);
            return new Problem(ProblemTypes.BodyDamaged, $"The {name} body of {requestId} cannot be read as it was kept; the hub's log says why.");
        }
    }

    private async Task<IResult> FileAsync(HttpContext context, CapturedPayload payload, Guid requestId, string name)
    {
        var (content, sha256) = payload.Reference is { } reference
            ? (await bodies.OpenAsync(reference, context.RequestAborted), reference.Sha256)
            : Logged(payload);
        if (content is null)
            return new Problem(ProblemTypes.BodyGone, $"The {name} body of {requestId} is not kept any more; its beginning stands in the log document.");
        if (IsBeyond(context.Request, content.Length))
        {
            await content.DisposeAsync();
            context.Response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{content.Length}");
            return new Problem(ProblemTypes.RangeNotSatisfiable, $"The {name} body has {content.Length} bytes.");
        }

        Log.Read(logger, context.Caller().AuditName(), name, requestId);
        return TypedResults.Stream(
            content, TypeOf(payload.Format), $"{requestId}-{name}{EndingOf(payload.Format)}", entityTag: new EntityTagHeaderValue($"\"{sha256}\""), enableRangeProcessing: true);
    }

    private static (Stream Content, string Sha256) Logged(CapturedPayload payload)
    {
        var bytes = payload.Format == BodyFormat.Base64 ? Convert.FromBase64String(Encoding.ASCII.GetString(payload.Body.Span)) : payload.Body.ToArray();
        return (new MemoryStream(bytes, writable: false), Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    // The framework would answer this without a body of our form. Of several ranges, and of what is none, it sends the whole.
    private static bool IsBeyond(HttpRequest request, long length) =>
        request.GetTypedHeaders().Range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges } && request.Headers.IfRange.Count == 0
        && ranges.First() is var range && (range.From >= length || (range.From is null && range.To == 0) || length == 0);

    // What came from elsewhere is for nobody's browser to show: it is an attachment, and says what the hub made sure of.
    private static string TypeOf(BodyFormat format) => format switch
    {
        BodyFormat.Json => "application/json",
        BodyFormat.Text => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    };

    private static string EndingOf(BodyFormat format) => format switch
    {
        BodyFormat.Json => ".json",
        BodyFormat.Text => ".txt",
        _ => ".bin",
    };

    private static partial class Log
    {
        [LoggerMessage(1811, LogLevel.Information, "{Caller} reads the {Side} body of {RequestId}")]
        public static partial void Read(ILogger logger, string caller, string side, Guid requestId);

        [LoggerMessage(1812, LogLevel.Error, "The {Side} body of {RequestId} cannot be read as it was kept")]
        public static partial void Damaged(ILogger logger, string side, Guid requestId, Exception fault);
    }
}

using Microsoft.AspNetCore.Http.HttpResults;
using ProKure.Integrations.Capture;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Starts and ends the trace of an endpoint. It stands in the endpoint's row: so all hubs know it, a restart does not end it, and the history says who asked for it.</summary>
internal sealed class EndpointTraceApi(ConfigurationEditor editor, TimeProvider time)
{
    private const string One = "/systems/{system}/endpoints/{endpoint}/trace";
    private const int Tries = 5;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    public void Map(RouteGroupBuilder api)
    {
        api.MapGet(One, (Delegate)Read)
            .RequireScope(Scopes.ConfigRead)
            .WithTags("Endpoints")
            .Describe("getEndpointTrace", "Read an endpoint's trace", "Whether everything is stored of its exchanges now, until when, and who asked for it.")
            .Answers<EndpointTraceResponse>(200)
            .HasProblems(ProblemTypes.UnknownSystem, ProblemTypes.UnknownEndpoint);
        api.MapPut(One, (Delegate)StartAsync)
            .RequireScope(Scopes.ConfigWrite)
            .WithTags("Endpoints")
            .Describe("putEndpointTrace", "Trace an endpoint",
                "Stores everything of its exchanges for a while, redacted as always: whatever its capture level is, with longer bodies in the log, and with what the mapping was given and gave. It ends by itself; asked for again, it runs from now.")
            .Takes<EndpointTraceRequest>()
            .Answers<EndpointTraceResponse>(200)
            .HasProblems(
                ProblemTypes.MalformedJson, ProblemTypes.InvalidConfiguration, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType,
                ProblemTypes.UnknownSystem, ProblemTypes.UnknownEndpoint, ProblemTypes.PreconditionFailed);
        api.MapDelete(One, (Delegate)EndAsync)
            .RequireScope(Scopes.ConfigWrite)
            .WithTags("Endpoints")
            .Describe("deleteEndpointTrace", "End an endpoint's trace", "Ends it now. Does nothing where there is none.")
            .Answers<EndpointTraceResponse>(200)
            .HasProblems(ProblemTypes.UnknownSystem, ProblemTypes.UnknownEndpoint, ProblemTypes.PreconditionFailed);
    }

    private IResult Read(HttpContext context)
    {
        var (stored, problem) = Find(context);
        return stored is null ? problem! : Answer(stored.Row);
    }

    private async Task<IResult> StartAsync(HttpContext context)
    {
        var (body, unreadable) = await JsonBody.ReadAsync(context);
        if (unreadable is not null)
            return unreadable;
        using (body)
        {
            if (!body!.TryRead(HubJson.Default.EndpointTraceRequest, null, out var request, out var faults))
                return Problem.InConfiguration(faults);
            var duration = request.Duration ?? TraceConfig.Usual;
            if (duration < Shortest || duration > TraceConfig.Longest)
            {
                return Problem.InConfiguration(
                    [new FieldFault("duration", $"Expected {Duration.Format(Shortest)} to {Duration.Format(TraceConfig.Longest)}, found {Shown.Text(Duration.Format(duration))}.")]);
            }

            var trace = new TraceConfig((time.GetUtcNow() + duration).TruncateToMilliseconds(), context.Caller().AuditName(), FreeText.RedactOrNull(request.Reason));
            return await ChangeAsync(context, _ => trace);
        }
    }

    // What has ended stays as it is: it says who looked, and until when.
    private Task<IResult> EndAsync(HttpContext context) => ChangeAsync(
        context, trace => trace is null || trace.Until <= time.GetUtcNow() ? trace : trace with { Until = time.GetUtcMilliseconds() });

    private async Task<IResult> ChangeAsync(HttpContext context, Func<TraceConfig?, TraceConfig?> change)
    {
        for (var tries = 1; ; tries++)
        {
            await editor.RefreshAsync(context.RequestAborted);
            var (stored, problem) = Find(context);
            if (stored is null)
                return problem!;
            var row = stored.Row with { Trace = change(stored.Row.Trace) };
            if (row.SaysTheSameAs(stored.Row))
                return Answer(row);
            var refusal = await editor.SaveAsync(row, stored.Version, context.Caller().AuditName(), context.RequestAborted);
            if (refusal is null)
                return Answer(row);

            // Somebody else changed the endpoint in between, which is no reason to refuse.
            if (refusal.Type != ProblemTypes.PreconditionFailed || tries == Tries)
                return refusal;
        }
    }

    private (Versioned<EndpointConfig>? Stored, Problem? Problem) Find(HttpContext context)
    {
        var (system, code) = ((string)context.GetRouteValue(ApiKeyGate.SystemParameter)!, (string)context.GetRouteValue("endpoint")!);
        if (!editor.Current.Systems.Any(row => row.Row.Code == system))
            return (null, new Problem(ProblemTypes.UnknownSystem, $"There is no system {Shown.Text(system)}."));
        return editor.Current.Endpoints.FirstOrDefault(row => row.Row.SystemCode == system && row.Row.Code == code) is { } stored
            ? (stored, null)
            : (null, new Problem(ProblemTypes.UnknownEndpoint, $"There is no endpoint {Shown.Text(code)} in system {system}."));
    }

    private JsonHttpResult<EndpointTraceResponse> Answer(EndpointConfig endpoint) => TypedResults.Json(EndpointTraceResponse.Of(endpoint, time.GetUtcNow()), HubJson.Default.EndpointTraceResponse);
}

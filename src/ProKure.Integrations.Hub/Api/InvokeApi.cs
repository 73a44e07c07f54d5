using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Deliveries;
using ProKure.Integrations.Hub.Api.Invoke;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Outcomes;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api;

/// <summary>
/// Runs endpoints. The hub's busiest route: a plain request delegate, no services resolved, no reflection, the payload never copied nor parsed into a tree.
/// </summary>
internal sealed class InvokeApi(SynchronousCalls calls, DeliveryIntake intake, KeyedInvoke keyed, TimeProvider time)
{
    private const string CorrelationHeader = "X-Correlation-ID";

    public void Map(RouteGroupBuilder api) => api.MapPost("/systems/{system}/endpoints/{endpoint}/invoke", InvokeAsync)
        .RequireScope(Scopes.Invoke)
        .WithMetadata(((Delegate)InvokeAsync).Method)
        .WithTags("Invoke")
        .Describe("invokeEndpoint", "Run an endpoint",
            "Maps the payload, sends the request, maps the answer, and logs the whole exchange. Answers 200 only when the external system did what was asked; "
            + "every other end is a problem with request_id, outcome and error. With mode ASYNC it answers 202 with a delivery once the intent is kept. "
            + "With the header Idempotency-Key a repeat of the same invocation gets the answer that was kept, marked Idempotency-Replayed: true. The header traceparent is continued.")
        .Takes<InvokeRequest>(InvokeExamples.Request)
        .Answers<InvokeResponse>(200, InvokeExamples.Response)
        .Answers<DeliveryResponse>(202, DeliveryExamples.Queued)
        .HasProblems<InvokeProblemResponse>(InvokeExamples.Problem,
            [ProblemTypes.MalformedJson, ProblemTypes.InvalidInvocation, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType,
             ProblemTypes.InvalidParameter, .. InvokeProblems.OfKeys, .. InvokeProblems.All]);

    private async Task InvokeAsync(HttpContext context)
    {
        var (system, endpoint) = ((string)context.GetRouteValue(ApiKeyGate.SystemParameter)!, (string)context.GetRouteValue("endpoint")!);
        if (Unnameable(system, endpoint) is { } unknown)
        {
            await unknown.ExecuteAsync(context);
            return;
        }

        var (bytes, problem) = await RequestBody.ReadAsync(context);
        InvokeBody body = default;
        problem ??= InvokeBodyReader.TryRead(bytes, out body);
        var key = problem is null ? KeyedInvoke.KeyOf(context.Request, out problem) : null;
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        var correlationId = CorrelationOf(context.Request, body.CorrelationId, out var warning);
        var invocation = new Invocation
        {
            SystemCode = system,
            EndpointCode = endpoint,
            Payload = body.Payload!.Value,
            CorrelationId = correlationId,
            Context = body.Context ?? LogContext.None,
            Actor = new LogActor(body.UserId ?? context.Caller().Name, body.TriggeredBy ?? TriggeredBy.Api),
            TraceParent = TraceParentOf(context.Request),
        };
        if (key is not null)
        {
            await keyed.RunAsync(context, key, bytes, new InvokeOrder(invocation, body.Mode, new DeliveryOptions(body.NotBefore, body.Priority), warning));
            return;
        }

        if (body.Mode == InvokeMode.Async)
        {
            await QueueAsync(context, invocation, new DeliveryOptions(body.NotBefore, body.Priority), warning);
            return;
        }

        var result = await calls.RunAsync(invocation, context.RequestAborted);
        if (!context.RequestAborted.IsCancellationRequested)
            await InvokeAnswer.WriteAsync(context, result, warning);
    }

    private async Task QueueAsync(HttpContext context, Invocation invocation, DeliveryOptions options, WarningBody? warning)
    {
        // A caller who goes away now may have been accepted or not; that the intent is kept counts for more than that nobody waits.
        var (delivery, refusal, fault) = await intake.AcceptAsync(invocation, options, CancellationToken.None);
        if (fault is not null)
        {
            await new Problem(ProblemTypes.InvalidInvocation, fault).ExecuteAsync(context);
            return;
        }

        if (refusal is not null)
        {
            await InvokeAnswer.WriteAsync(context, refusal, warning);
            return;
        }

        context.Response.Headers["X-Correlation-ID"] = delivery!.CorrelationId;
        context.Response.Headers.Location = $"/api/v1/deliveries/{delivery.Id}";
        await TypedResults.Json(DeliveryResponses.Of(delivery, warning), HubJson.Default.DeliveryResponse, statusCode: StatusCodes.Status202Accepted).ExecuteAsync(context);
    }

    // What cannot be a code was never configured; the log is not for whatever somebody types into a URL.
    private static Problem? Unnameable(string system, string endpoint)
    {
        if (!ConfigurationCode.IsValid(system))
            return new Problem(ProblemTypes.UnknownSystem, $"There is no system {Shown.Text(system)}. A code is {ConfigurationCode.Form}.");
        return ConfigurationCode.IsValid(endpoint)
            ? null
            : new Problem(ProblemTypes.UnknownEndpoint, $"There is no endpoint {Shown.Text(endpoint)} in system {system}. A code is {ConfigurationCode.Form}.");
    }

    private CorrelationId CorrelationOf(HttpRequest request, string? ofBody, out WarningBody? warning)
    {
        warning = null;
        var asked = ofBody;
        if (asked is null && request.Headers.TryGetValue(CorrelationHeader, out var header))
            asked = header.ToString();
        if (asked is null)
            return CorrelationId.New(time);
        if (CorrelationId.TryParse(asked, out var correlationId))
            return correlationId;
        warning = new WarningBody(
            "CORRELATION_ID_IGNORED", $"Expected a correlation id of 1 to {CorrelationId.MaxLength} of A-Z, a-z, 0-9, '.', '_', ':', '-', found {Shown.Text(asked)}; the hub made its own.");
        return CorrelationId.New(time);
    }

    private static string? TraceParentOf(HttpRequest request) =>
        request.Headers.TryGetValue("traceparent", out var header) && header.ToString() is { Length: > 0 } text && TraceParent.IsValid(text) ? text : null;
}

using ProKure.Integrations.Capture;
using ProKure.Integrations.Circuits;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Api;

/// <summary>The circuits of endpoints.</summary>
internal sealed class CircuitsApi(CircuitBoard circuits, ConfigurationSnapshots snapshots, TimeProvider time)
{
    private const int MaxReasonLength = 500;
    private const int ShownChanges = 200;
    private const string One = "/circuits/{system}/{endpoint}";
    private static readonly string[] Known = ["system", "state"];

    public void Map(RouteGroupBuilder api)
    {
        api.MapGet("/circuits", (Delegate)List)
            .RequireScope(Scopes.LogsRead)
            .WithTags("Circuits")
            .Describe("listCircuits", "List circuits", "The circuit of every endpoint, ordered by system and endpoint.")
            .HasQuery(("system", "Only those of this system."), ("state", $"Only those that stand so, one of {WireName.All<CircuitState>()}."))
            .Answers<ListResponse<CircuitResponse>>(200)
            .HasProblems(ProblemTypes.InvalidParameter);
        api.MapGet(One, (Delegate)ReadAsync)
            .RequireScope(Scopes.LogsRead)
            .WithTags("Circuits")
            .Describe("getCircuit", "Read a circuit", "How it stands, and how it came to.")
            .Answers<CircuitDetailResponse>(200)
            .HasProblems(ProblemTypes.UnknownSystem, ProblemTypes.UnknownEndpoint);
        MapAction(api, "open", "Open a circuit", "Nothing is sent until a person closes or resets it. Deliveries wait.", isOpen: true, isHeld: true);
        MapAction(api, "close", "Close a circuit", "Calls pass, whatever fails, until a person opens or resets it.", isOpen: false, isHeld: true);
        MapAction(api, "reset", "Reset a circuit", "Calls pass, and the hub counts failures anew.", isOpen: false, isHeld: false);
    }

    private void MapAction(RouteGroupBuilder api, string verb, string summary, string description, bool isOpen, bool isHeld) =>
        api.MapPost($"{One}/{verb}", (Delegate)(Func<HttpContext, Task<IResult>>)(context => ChangeAsync(context, isOpen, isHeld)))
            .RequireScope(Scopes.Admin)
            .WithTags("Circuits")
            .Describe($"{verb}Circuit", summary, $"{description} Who did it, when and why is kept.")
            .Takes<CircuitActionRequest>()
            .Answers<CircuitResponse>(200)
            .HasProblems(
                ProblemTypes.MalformedJson, ProblemTypes.InvalidConfiguration, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType,
                ProblemTypes.UnknownSystem, ProblemTypes.UnknownEndpoint);

    private IResult List(HttpContext context)
    {
        var query = context.Request.Query;
        if (query.Keys.FirstOrDefault(name => !Known.Contains(name, StringComparer.Ordinal)) is { } unknown)
            return Problem.InParameter(unknown, $"one of {string.Join(", ", Known)}", unknown);
        var (system, stateText) = (query["system"].ToString(), query["state"].ToString());
        CircuitState? state = null;
        if (stateText.Length > 0)
        {
            if (!WireName.TryParse<CircuitState>(stateText, out var asked))
                return Problem.InParameter("state", $"one of {WireName.All<CircuitState>()}", stateText);
            state = asked;
        }

        var caller = context.Caller();
        var items = snapshots.Current.Configuration.Endpoints.Select(stored => stored.Row)
            .Where(endpoint => caller.MayUse(endpoint.SystemCode) && (system.Length == 0 || endpoint.SystemCode == system))
            .Select(endpoint => Of(endpoint))
            .Where(circuit => state is null || circuit.State == state);
        return TypedResults.Json(new ListResponse<CircuitResponse>([.. items]), HubJson.Default.ListResponseCircuitResponse);
    }

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var (endpoint, problem) = Find(context);
        if (endpoint is null)
            return problem!;
        var changes = await circuits.ListChangesAsync(KeyOf(endpoint), ShownChanges, context.RequestAborted);
        var now = Of(endpoint);
        return TypedResults.Json(
            new CircuitDetailResponse
            {
                SystemCode = now.SystemCode,
                EndpointCode = now.EndpointCode,
                State = now.State,
                IsHeld = now.IsHeld,
                OpenUntil = now.OpenUntil,
                Reason = now.Reason,
                ChangedAt = now.ChangedAt,
                ChangedBy = now.ChangedBy,
                Calls = now.Calls,
                Failures = now.Failures,
                Changes =
                [
                    .. changes.Select(change => new CircuitChangeBody(
                        change.IsOpen ? CircuitState.Open : CircuitState.Closed, change.IsHeld, change.Reason, change.ChangedAt, change.ChangedBy)),
                ],
            },
            HubJson.Default.CircuitDetailResponse);
    }

    private async Task<IResult> ChangeAsync(HttpContext context, bool isOpen, bool isHeld)
    {
        var (endpoint, problem) = Find(context);
        if (endpoint is null)
            return problem!;
        var (body, unreadable) = await JsonBody.ReadAsync(context);
        if (unreadable is not null)
            return unreadable;
        using (body)
        {
            if (!body!.TryRead(HubJson.Default.CircuitActionRequest, null, out var request, out var faults))
                return Problem.InConfiguration(faults);
            if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > MaxReasonLength || request.Reason.Any(char.IsControl))
                return Problem.InConfiguration([new FieldFault("reason", $"Expected one line of 1 to {MaxReasonLength} characters, found {Shown.Text(request.Reason)}.")]);
            await circuits.ChangeAsync(
                new CircuitChange(KeyOf(endpoint), isOpen, isHeld, null, FreeText.Redact(request.Reason), context.Caller().AuditName(), null), context.RequestAborted);
        }

        return TypedResults.Json(Of(endpoint), HubJson.Default.CircuitResponse);
    }

    private (EndpointConfig? Endpoint, Problem? Problem) Find(HttpContext context)
    {
        var (system, code) = ((string)context.GetRouteValue(ApiKeyGate.SystemParameter)!, (string)context.GetRouteValue("endpoint")!);
        var configuration = snapshots.Current.Configuration;
        if (!configuration.Systems.Any(stored => stored.Row.Code == system))
            return (null, new Problem(ProblemTypes.UnknownSystem, $"There is no system {Shown.Text(system)}."));
        return configuration.Endpoints.FirstOrDefault(stored => stored.Row.SystemCode == system && stored.Row.Code == code)?.Row is { } endpoint
            ? (endpoint, null)
            : (null, new Problem(ProblemTypes.UnknownEndpoint, $"There is no endpoint {Shown.Text(code)} in system {system}."));
    }

    private CircuitResponse Of(EndpointConfig endpoint)
    {
        var (view, calls, failures) = circuits.Find(KeyOf(endpoint), endpoint.CircuitBreaker);
        return new CircuitResponse
        {
            SystemCode = endpoint.SystemCode,
            EndpointCode = endpoint.Code,
            State = view.State,
            IsHeld = view.IsHeld,
            OpenUntil = view.Rest > TimeSpan.Zero ? (time.GetUtcNow() + view.Rest).TruncateToMilliseconds() : null,
            Reason = view.Reason,
            ChangedAt = view.ChangedAt,
            ChangedBy = view.ChangedBy,
            Calls = calls,
            Failures = failures,
        };
    }

    private static CircuitKey KeyOf(EndpointConfig endpoint) => new(endpoint.SystemCode, endpoint.Code);
}

using System.Text.Json;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Api.Resources;

/// <summary>The routes that every kind of configuration rows has: list, create, read, replace, and switch on and off.</summary>
internal sealed class ResourceRoutes<TRow, TRequest, TResponse>(ResourceKind<TRow, TRequest, TResponse> kind, ConfigurationEditor editor)
    where TRow : class, IConfigurationRow
    where TRequest : class
    where TResponse : class
{
    private const int SwitchTries = 5;

    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup(kind.Path).WithTags(Capitalized(kind.Plural));
        var one = $"/{{{kind.Parameter}}}";
        routes.MapGet("", (Delegate)List)
            .RequireScope(Scopes.ConfigRead)
            .Describe($"list{Name}s", $"List {kind.Plural}", "All of them, ordered by code, disabled ones included.")
            .Answers<ListResponse<TResponse>>(200)
            .HasProblems(OfSystem());
        routes.MapPost("", (Delegate)CreateAsync)
            .RequireScope(Scopes.ConfigWrite)
            .Describe($"create{Name}", $"Create {Article(kind.Noun)}", "The body states the code. Fields left out take their defaults.")
            .Takes<TRequest>()
            .Answers<TResponse>(201)
            .HasProblems([.. OfSystem(), .. OfBody, ProblemTypes.AlreadyExists]);
        routes.MapGet(one, (Delegate)Read)
            .RequireScope(Scopes.ConfigRead)
            .Describe($"get{Name}", $"Read {Article(kind.Noun)}", "The ETag header names the version, for If-Match; If-None-Match gives 304 while it stands.")
            .Answers<TResponse>(200)
            .HasProblems([.. OfSystem(), kind.Unknown]);
        routes.MapPut(one, (Delegate)ReplaceAsync)
            .RequireScope(Scopes.ConfigWrite)
            .Describe($"put{Name}", $"Replace {Article(kind.Noun)}",
                "Needs If-Match with the ETag that was read, or If-None-Match: * to create. Fields left out take their defaults. Read-only fields may be sent back unchanged.")
            .Takes<TRequest>()
            .Answers<TResponse>(200)
            .Answers<TResponse>(201)
            .HasProblems([.. OfSystem(), .. OfBody, kind.Unknown, ProblemTypes.PreconditionRequired, ProblemTypes.PreconditionFailed, ProblemTypes.InvalidParameter]);
        if (kind.WithEnabled is null)
            return;
        MapSwitch(routes, one, "disable", false);
        MapSwitch(routes, one, "enable", true);
    }

    /// <summary>Changes one row after reading it; for routes besides the common ones.</summary>
    public async Task<IResult> ChangeAsync(HttpContext context, bool needsCondition, Func<TRow, (TRow? Row, Problem? Problem)> change)
    {
        var (condition, fault) = Precondition.Read(context.Request);
        if (fault is not null)
            return fault;
        if (needsCondition && condition.IsNone)
            return ConditionRequired();
        var key = KeyOf(context);
        Problem? problem = null;

        // Without a condition the caller means whatever stands there: a change by somebody else in between is no reason to refuse.
        for (var tries = condition.IsNone ? SwitchTries : 1; tries > 0; tries--)
        {
            await editor.RefreshAsync(context.RequestAborted);
            if (Find(key, out problem) is not { } stored)
                return problem!;
            if (!condition.Allows(stored.Version) || condition.MustNotExist)
                return Changed(stored);
            var (row, refusal) = change(stored.Row);
            if (refusal is not null)
                return refusal;
            problem = await editor.SaveAsync(row!, stored.Version, context.Caller().AuditName(), context.RequestAborted);
            if (problem is null)
                return Answer(key, StatusCodes.Status200OK);
            if (problem.Type != ProblemTypes.PreconditionFailed)
                break;
        }

        return problem!;
    }

    private static ProblemType[] OfBody =>
        [ProblemTypes.MalformedJson, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType, ProblemTypes.InvalidConfiguration, .. OfSecrets];

    private static ProblemType[] OfSecrets => typeof(TRow) == typeof(CredentialConfig) ? [ProblemTypes.NoMasterKey] : [];

    private static string Name => typeof(TRow).Name.Replace("Config", "", StringComparison.Ordinal);

    private ProblemType[] OfSystem() => kind.IsOfSystem ? [ProblemTypes.UnknownSystem] : [];

    private void MapSwitch(RouteGroupBuilder routes, string one, string verb, bool enabled) =>
        routes.MapPost($"{one}/{verb}", (Delegate)((HttpContext context) => ChangeAsync(context, false, row => (kind.WithEnabled!(row, enabled), null))))
            .RequireScope(Scopes.ConfigWrite)
            .Describe($"{verb}{Name}", $"{Capitalized(verb)} {Article(kind.Noun)}", "If-Match is optional. Does nothing to one that stands so already.")
            .Answers<TResponse>(200)
            .HasProblems([.. OfSystem(), kind.Unknown, ProblemTypes.PreconditionFailed, ProblemTypes.InvalidParameter]);

    private IResult List(HttpContext context)
    {
        if (MissingSystem(SystemOf(context)) is { } problem)
            return problem;
        var (system, caller) = (SystemOf(context), context.Caller());
        var rows = kind.Rows(editor.Current)
            .Where(stored => stored.Row.Key.SystemCode == system && (kind.Kind != ConfigurationKind.System || caller.MayUse(stored.Row.Key.Code)));
        return TypedResults.Json(new ListResponse<TResponse>([.. rows.Select(kind.ToResponse)]), kind.ListType);
    }

    private IResult Read(HttpContext context)
    {
        var key = KeyOf(context);
        if (Find(key, out var problem) is not { } stored)
            return problem!;
        if (context.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(Precondition.ETag(stored.Version)))
        {
            context.Response.Headers.ETag = Precondition.ETag(stored.Version);
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        return Answer(key, StatusCodes.Status200OK);
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null)
            return problem;
        using (body)
        {
            await editor.RefreshAsync(context.RequestAborted);
            if (MissingSystem(SystemOf(context)) is { } missing)
                return missing;
            if (!body!.TryRead(kind.RequestType, null, out var request, out var faults))
                return Problem.InConfiguration(faults);
            if (kind.CodeOf(request) is not { } code)
                return Problem.InConfiguration([new FieldFault("code", $"Expected a code ({ConfigurationCode.Form}), found nothing.")]);
            var key = new ConfigurationKey(kind.Kind, SystemOf(context), code);
            if (RefusalOfOthers(context.Caller(), key) is { } denial)
                return denial;
            return await editor.SaveAsync(kind.ToRow(request, key, null), 0, context.Caller().AuditName(), context.RequestAborted)
                ?? (IResult)Created(context, key, $"{context.Request.Path}/{Uri.EscapeDataString(code)}");
        }
    }

    private async Task<IResult> ReplaceAsync(HttpContext context)
    {
        var (condition, fault) = Precondition.Read(context.Request);
        if (fault is not null)
            return fault;
        if (condition.IsNone)
            return ConditionRequired();
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null)
            return problem;
        using (body)
        {
            await editor.RefreshAsync(context.RequestAborted);
            var key = KeyOf(context);
            var stored = Find(key, out var missing);
            if (Refusal(condition, stored, missing) is { } refusal)
                return refusal;
            if (RefusalOfOthers(context.Caller(), key) is { } denial)
                return denial;
            if (!TryRead(body!, key, stored, out var request, out var faults))
                return Problem.InConfiguration(faults);
            var saved = await editor.SaveAsync(kind.ToRow(request!, key, stored?.Row), stored?.Version ?? 0, context.Caller().AuditName(), context.RequestAborted);
            if (saved is null)
                return stored is null ? Created(context, key, context.Request.Path) : Answer(key, StatusCodes.Status200OK);

            // Created by somebody else since it was looked for: the condition was that it is not there.
            return saved.Type == ProblemTypes.AlreadyExists ? AlreadyThere(key) : saved;
        }
    }

    private Problem? Refusal(Precondition condition, Versioned<TRow>? stored, Problem? missing)
    {
        if (condition.MustNotExist)
            return stored is not null ? AlreadyThere(stored.Row.Key) : missing?.Type == ProblemTypes.UnknownSystem && kind.IsOfSystem ? missing : null;
        if (stored is null)
            return missing;
        return condition.Allows(stored.Version) ? null : Changed(stored);
    }

    private bool TryRead(JsonBody body, ConfigurationKey key, Versioned<TRow>? stored, out TRequest? request, out List<FieldFault> faults)
    {
        var shown = stored is null ? (JsonElement?)null : JsonSerializer.SerializeToElement(kind.ToResponse(stored), kind.ResponseType);
        var readOnlyFaults = new List<FieldFault>();
        if (!body.TryRead(kind.RequestType, IsReadOnly, out request, out faults) || readOnlyFaults.Count > 0)
        {
            faults.AddRange(readOnlyFaults);
            return false;
        }

        if (kind.CodeOf(request) is { } code && code != key.Code)
            faults.Add(new FieldFault("code", $"Expected the code of the URL, {Shown.Text(key.Code)}, or none; found {Shown.Text(code)}. Codes cannot be changed."));
        return faults.Count == 0;

        // What was read can be sent back as it is; a change to a field that cannot be changed is not passed over in silence.
        bool IsReadOnly(JsonProperty member, string path)
        {
            if (shown?.TryGetProperty(member.Name, out var standing) != true)
                return false;
            if (!JsonElement.DeepEquals(standing, member.Value))
                readOnlyFaults.Add(new FieldFault(path, $"The field is read-only; it stands at {standing.GetRawText()}, found {member.Value.GetRawText()}."));
            return true;
        }
    }

    private ConfigurationKey KeyOf(HttpContext context) => new(kind.Kind, SystemOf(context), (string)context.GetRouteValue(kind.Parameter)!);

    private string? SystemOf(HttpContext context) => kind.IsOfSystem ? (string)context.GetRouteValue(ApiKeyGate.SystemParameter)! : null;

    private Versioned<TRow>? Find(ConfigurationKey key, out Problem? problem)
    {
        problem = MissingSystem(key.SystemCode);
        if (problem is not null)
            return null;
        var stored = kind.Find(editor.Current, key);
        if (stored is null)
            problem = new Problem(kind.Unknown, $"There is no {kind.Noun} {Shown.Text(key.Code)}{(key.SystemCode is null ? "" : $" in system {key.SystemCode}")}.");
        return stored;
    }

    private Problem? MissingSystem(string? code) => code is null || editor.Current.Systems.Any(system => system.Row.Code == code)
        ? null
        : new Problem(ProblemTypes.UnknownSystem, $"There is no system {Shown.Text(code)}.");

    // What belongs to no system belongs to all: a key for some systems must not change it.
    private static Problem? RefusalOfOthers(ApiKeyConfig caller, ConfigurationKey key)
    {
        var system = key.SystemCode ?? (key.Kind == ConfigurationKind.System ? key.Code : null);
        return caller.Systems.IsEmpty || (system is not null && caller.MayUse(system))
            ? null
            : new Problem(ProblemTypes.SystemNotAllowed, $"The key {caller.Id} is limited to {string.Join(", ", caller.Systems)} and cannot change {key}.");
    }

    private RowResult Created(HttpContext context, ConfigurationKey key, string location)
    {
        context.Response.Headers.Location = location;
        return Answer(key, StatusCodes.Status201Created);
    }

    private RowResult Answer(ConfigurationKey key, int status) => new RowResult(kind.Find(editor.Current, key)!, status, kind);

    private static Problem ConditionRequired() => new(
        ProblemTypes.PreconditionRequired, "Expected the header If-Match with the ETag that was read, or If-None-Match: * to create; found neither.");

    private static Problem AlreadyThere(ConfigurationKey key) => new(ProblemTypes.PreconditionFailed, $"{key} exists already; If-None-Match: * allows creating only.");

    private static Problem Changed(Versioned<TRow> stored) => new(
        ProblemTypes.PreconditionFailed,
        $"{stored.Row.Key} stands at ETag {Precondition.ETag(stored.Version)}, changed by {stored.ChangedBy}; read it again.");

    private static string Capitalized(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string Article(string noun) => (noun[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an " : "a ") + noun;

    private sealed class RowResult(Versioned<TRow> stored, int status, ResourceKind<TRow, TRequest, TResponse> kind) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = status;
            httpContext.Response.Headers.ETag = Precondition.ETag(stored.Version);
            return httpContext.Response.WriteAsJsonAsync(kind.ToResponse(stored), kind.ResponseType, contentType: null, httpContext.RequestAborted);
        }
    }
}

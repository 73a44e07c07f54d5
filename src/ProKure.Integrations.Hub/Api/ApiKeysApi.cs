using Microsoft.AspNetCore.Http.HttpResults;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Resources;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Api;

/// <summary>Keys of this API. A key can make and change only keys that have no more rights than itself.</summary>
internal sealed class ApiKeysApi(ConfigurationEditor editor, TimeProvider time)
{
    public void Map(RouteGroupBuilder api)
    {
        var routes = api.MapGroup("/api-keys").WithTags("API keys");
        routes.MapGet("", (Delegate)List)
            .RequireScope(Scopes.KeysManage)
            .Describe("listApiKeys", "List API keys", "All that have no more rights than the key used, disabled and expired ones included. Secrets are kept nowhere.")
            .Answers<ListResponse<ApiKeyResponse>>(200)
            .HasProblems();
        routes.MapPost("", (Delegate)CreateAsync)
            .RequireScope(Scopes.KeysManage)
            .Describe("createApiKey", "Create an API key", $"The answer shows the key, this once. Scopes: {string.Join(", ", Scopes.All)}.")
            .Takes<ApiKeyRequest>()
            .Answers<CreatedApiKeyResponse>(201)
            .HasProblems(ProblemTypes.MalformedJson, ProblemTypes.BodyTooLarge, ProblemTypes.UnsupportedMediaType, ProblemTypes.InvalidConfiguration,
                ProblemTypes.AlreadyExists, ProblemTypes.BeyondOwnRights);
        MapSwitch(routes, "disable", false);
        MapSwitch(routes, "enable", true);
    }

    private void MapSwitch(RouteGroupBuilder routes, string verb, bool enabled) =>
        routes.MapPost($"/{{id}}/{verb}", (Delegate)((HttpContext context) => SwitchAsync(context, enabled)))
            .RequireScope(Scopes.KeysManage)
            .Describe($"{verb}ApiKey", $"{char.ToUpperInvariant(verb[0])}{verb[1..]} an API key", "In force at once in this process, within seconds in others.")
            .Answers<ApiKeyResponse>(200)
            .HasProblems(ProblemTypes.NotFound, ProblemTypes.BeyondOwnRights, ProblemTypes.LastAdminKey, ProblemTypes.PreconditionFailed);

    private JsonHttpResult<ListResponse<ApiKeyResponse>> List(HttpContext context)
    {
        var caller = context.Caller();
        return TypedResults.Json(
            new ListResponse<ApiKeyResponse>([.. editor.Current.ApiKeys.Where(stored => caller.Covers(stored.Row)).Select(ToResponse)]),
            HubJson.Default.ListResponseApiKeyResponse);
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var (body, problem) = await JsonBody.ReadAsync(context);
        if (problem is not null)
            return problem;
        using (body)
        {
            if (!body!.TryRead(HubJson.Default.ApiKeyRequest, null, out var request, out var faults))
                return Problem.InConfiguration(faults);
            await editor.RefreshAsync(context.RequestAborted);
            if (FaultsOf(request) is { Count: > 0 } wrong)
                return Problem.InConfiguration(wrong);
            var (text, hash) = ApiKeyText.Create(request.Id);
            var row = new ApiKeyConfig
            {
                Id = request.Id,
                Name = request.Name,
                SecretHash = hash,
                Scopes = [.. request.Scopes],
                Systems = [.. request.Systems ?? []],
                ExpiresAt = request.ExpiresAt,
            };
            if (!context.Caller().Covers(row))
                return Beyond(context.Caller());
            if (await editor.SaveAsync(row, 0, context.Caller().AuditName(), context.RequestAborted) is { } refusal)
                return refusal;
            context.Response.Headers.Location = $"{context.Request.Path}/{row.Id}";
            return TypedResults.Json(
                new CreatedApiKeyResponse(ToResponse(Find(row.Id)!)) { Key = text }, HubJson.Default.CreatedApiKeyResponse, statusCode: StatusCodes.Status201Created);
        }
    }

    private List<FieldFault> FaultsOf(ApiKeyRequest request)
    {
        var faults = new List<FieldFault>();
        for (var i = 0; i < request.Scopes.Count; i++)
        {
            if (!Scopes.All.Contains(request.Scopes[i], StringComparer.Ordinal))
                faults.Add(new FieldFault($"scopes[{i}]", $"Expected one of {string.Join(", ", Scopes.All)}, found {Shown.Text(request.Scopes[i])}."));
        }

        if (request.ExpiresAt <= time.GetUtcNow())
            faults.Add(new FieldFault("expires_at", $"Expected a time to come, found {UtcTimeConverter.Write(request.ExpiresAt.Value)}."));
        return faults;
    }

    private async Task<IResult> SwitchAsync(HttpContext context, bool enabled)
    {
        await editor.RefreshAsync(context.RequestAborted);
        var (id, caller) = ((string)context.GetRouteValue("id")!, context.Caller());
        if (Find(id) is not { } stored)
            return new Problem(ProblemTypes.NotFound, $"There is no API key {Shown.Text(id)}.");
        if (!caller.Covers(stored.Row))
            return Beyond(caller);
        if (!enabled && IsLastAdmin(stored.Row))
            return new Problem(ProblemTypes.LastAdminKey, $"The key {id} is the last that may do everything; make another one first.");
        return await editor.SaveAsync(stored.Row with { Enabled = enabled }, stored.Version, caller.AuditName(), context.RequestAborted)
            ?? (IResult)TypedResults.Json(ToResponse(Find(id)!), HubJson.Default.ApiKeyResponse);
    }

    private bool IsLastAdmin(ApiKeyConfig key) => IsAdmin(key) && !editor.Current.ApiKeys.Any(other => other.Row.Id != key.Id && IsAdmin(other.Row));

    // One that expires cannot be counted on.
    private static bool IsAdmin(ApiKeyConfig key) => key is { Enabled: true, ExpiresAt: null, Systems.IsEmpty: true } && key.Has(Scopes.Admin);

    private Versioned<ApiKeyConfig>? Find(string id) => editor.Current.ApiKeys.FirstOrDefault(stored => stored.Row.Id == id);

    private static Problem Beyond(ApiKeyConfig caller) => new(
        ProblemTypes.BeyondOwnRights,
        $"The key {caller.Id} has the scopes {string.Join(", ", caller.Scopes)} for {(caller.Systems.IsEmpty ? "all systems" : string.Join(", ", caller.Systems))}; the other key has more.");

    private static ApiKeyResponse ToResponse(Versioned<ApiKeyConfig> stored) => new()
    {
        Id = stored.Row.Id,
        Name = stored.Row.Name,
        Scopes = stored.Row.Scopes,
        Systems = stored.Row.Systems,
        ExpiresAt = stored.Row.ExpiresAt,
        Enabled = stored.Row.Enabled,
        Version = stored.Version,
        ChangedAt = stored.ChangedAt,
        ChangedBy = stored.ChangedBy,
    };
}

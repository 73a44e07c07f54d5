using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Problems;

namespace ProKure.Integrations.Hub.Security;

/// <summary>
/// Lets a request through to its route if the key that it brings has the route's scope. Keys come from the configuration snapshot: no query, no scope of services.
/// </summary>
internal sealed partial class ApiKeyGate(
    RequestDelegate next, ConfigurationSnapshots snapshots, WrongKeyLimiter limiter, TimeProvider time, ILogger<ApiKeyGate> logger)
{
    private const string Bearer = "Bearer ";
    private const string KeyHeader = "X-API-Key";

    public Task InvokeAsync(HttpContext context)
    {
        // Anything else is no route of ours, but routing's own refusal (404, 405, 415).
        if (context.GetEndpoint() is not RouteEndpoint route)
            return next(context);
        if (route.Metadata.GetMetadata<AccessRule>() is not { } rule)
        {
            Log.NoRule(logger, route.DisplayName);
            return new Problem(ProblemTypes.MissingScope, "The route says of nobody that he may use it.").ExecuteAsync(context);
        }

        if (rule.Scope is null)
            return next(context);
        if (Authenticate(context, out var key) is { } refusal)
            return RefuseAsync(context, refusal);
        if (Authorize(context, key!, rule.Scope) is { } denial)
            return denial.ExecuteAsync(context);
        context.Features.Set(key);
        return next(context);
    }

    private Problem? Authenticate(HttpContext context, out ApiKeyConfig? key)
    {
        key = null;
        if (Text(context.Request.Headers) is not { } text)
            return new Problem(ProblemTypes.MissingKey, $"Expected the header Authorization: Bearer pk_… or {KeyHeader}: pk_…, found neither.");

        var isWhole = ApiKeyText.TrySplit(text, out var id, out var secret);
        key = isWhole ? snapshots.Current.FindApiKey(id) : null;
        if (!isWhole || !ApiKeyText.IsSecretOf(key, secret))
            return Wrong(context);

        // Who knows the secret may know why it does not help.
        if (!key!.Enabled)
            return new Problem(ProblemTypes.DisabledKey, $"The key {key.Id} is disabled.");
        return key.ExpiresAt <= time.GetUtcNow()
            ? new Problem(ProblemTypes.ExpiredKey, $"The key {key.Id} expired at {Api.Json.UtcTimeConverter.Write(key.ExpiresAt.Value)}.")
            : null;
    }

    private Problem Wrong(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress;
        if (limiter.Count(address) is not { } wait)
            return new Problem(ProblemTypes.WrongKey, "The key is not one of this hub's. A key looks like pk_ID_ followed by 64 hex digits.");
        Log.TooManyWrong(logger, address);
        return new Problem(ProblemTypes.TooManyWrongKeys, "Too many wrong keys came from this address; wait before trying another.") { RetryAfter = wait };
    }

    private static Problem? Authorize(HttpContext context, ApiKeyConfig key, string scope)
    {
        if (!key.Has(scope))
            return new Problem(ProblemTypes.MissingScope, $"Expected a key with the scope {scope}; the key {key.Id} has {string.Join(", ", key.Scopes)}.");
        return key.Systems.IsEmpty || context.GetRouteValue(SystemParameter) is not string system || key.MayUse(system)
            ? null
            : new Problem(ProblemTypes.SystemNotAllowed, $"The key {key.Id} is limited to {string.Join(", ", key.Systems)}.");
    }

    /// <summary>The route parameter that names a system, on all routes.</summary>
    public const string SystemParameter = "system";

    private static string? Text(IHeaderDictionary headers)
    {
        var authorization = headers.Authorization;
        if (!StringValues.IsNullOrEmpty(authorization))
        {
            var text = authorization.ToString();
            if (text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
                return text[Bearer.Length..].Trim();
        }

        return headers.TryGetValue(KeyHeader, out var key) && !StringValues.IsNullOrEmpty(key) ? key.ToString() : null;
    }

    private static Task RefuseAsync(HttpContext context, Problem problem)
    {
        if (problem.Type.Status == StatusCodes.Status401Unauthorized)
        {
            var fault = problem.Type == ProblemTypes.MissingKey ? "" : ", error=\"invalid_token\"";
            context.Response.Headers[HeaderNames.WWWAuthenticate] = $"Bearer realm=\"ProKure Integration Hub\"{fault}";
        }

        return problem.ExecuteAsync(context);
    }

    private static partial class Log
    {
        [LoggerMessage(1101, LogLevel.Error, "The route {Route} has no access rule and is refused to everybody")]
        public static partial void NoRule(ILogger logger, string? route);

        [LoggerMessage(1102, LogLevel.Warning, "Too many wrong API keys from {Address}")]
        public static partial void TooManyWrong(ILogger logger, System.Net.IPAddress? address);
    }
}

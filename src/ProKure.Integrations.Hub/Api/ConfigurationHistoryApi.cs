using System.Globalization;
using System.Text;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Api.Wire;
using ProKure.Integrations.Hub.OpenApi;
using ProKure.Integrations.Hub.Security;

namespace ProKure.Integrations.Hub.Api;

/// <summary>The audit trail of configuration.</summary>
internal sealed class ConfigurationHistoryApi(IConfigurationStore store)
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 1000;
    private static readonly string[] Known = ["kind", "system", "code", "limit", "cursor"];

    public void Map(RouteGroupBuilder api) => api.MapGet("/configuration/history", (Delegate)ReadAsync)
        .RequireScope(Scopes.ConfigRead)
        .WithTags("Configuration history")
        .Describe("getConfigurationHistory", "Read the audit trail", "Who changed which row, when, from what to what; newest first. Hashes of keys are left out.")
        .HasQuery(
            ("kind", $"Only one row's history: its kind, one of {WireName.All<ConfigurationKind>()}; together with code."),
            ("system", "Code of the row's system, where it belongs to one."),
            ("code", "The row's code."),
            ("limit", $"The most entries, 1 to {MaxLimit}. Default {DefaultLimit}."),
            ("cursor", "next_cursor of the page before."))
        .Answers<HistoryResponse>(200)
        .HasProblems(ProblemTypes.InvalidParameter);

    private async Task<IResult> ReadAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (query.Keys.FirstOrDefault(name => !Known.Contains(name, StringComparer.Ordinal)) is { } unknown)
            return Problem.InParameter(unknown, $"one of {string.Join(", ", Known)}", unknown);
        var (key, problem) = Key(query["kind"], query["system"], query["code"]);
        if (problem is not null)
            return problem;
        var limit = DefaultLimit;
        if (query["limit"].ToString() is { Length: > 0 } text
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit))
            return Problem.InParameter("limit", $"a whole number from 1 to {MaxLimit}", text);

        var cursor = query["cursor"].ToString() is { Length: > 0 } place ? place : null;
        try
        {
            var page = await store.GetHistoryAsync(key, limit, cursor, context.RequestAborted);
            var caller = context.Caller();
            return TypedResults.Json(
                new HistoryResponse { Items = [.. page.Items.Where(change => MaySee(caller, change.Key)).Select(Show)], NextCursor = page.NextCursor },
                HubJson.Default.HistoryResponse);
        }
        catch (FormatException)
        {
            return Problem.InParameter("cursor", "the next_cursor of the page before", cursor);
        }
    }

    private static (ConfigurationKey? Key, Problem? Problem) Key(string? kindText, string? system, string? code)
    {
        if (string.IsNullOrEmpty(kindText))
        {
            var alone = !string.IsNullOrEmpty(code) ? "code" : !string.IsNullOrEmpty(system) ? "system" : null;
            return (null, alone is null ? null : Problem.InParameter("kind", $"given together with {alone}", null));
        }

        if (!WireName.TryParse<ConfigurationKind>(kindText, out var kind))
            return (null, Problem.InParameter("kind", $"one of {WireName.All<ConfigurationKind>()}", kindText));
        if (string.IsNullOrEmpty(code))
            return (null, Problem.InParameter("code", "given together with kind", null));
        var needsSystem = kind is ConfigurationKind.Endpoint or ConfigurationKind.Transform or ConfigurationKind.CodeMappingSet;
        return needsSystem == string.IsNullOrEmpty(system)
            ? (null, Problem.InParameter("system", needsSystem ? $"given with the kind {kindText}" : $"left out with the kind {kindText}", system))
            : (new ConfigurationKey(kind, needsSystem ? system : null, code), null);
    }

    private static bool MaySee(ApiKeyConfig caller, ConfigurationKey key) =>
        caller.Systems.IsEmpty || (key.SystemCode ?? (key.Kind == ConfigurationKind.System ? key.Code : null)) is { } system && caller.MayUse(system);

    private static HistoryEntryResponse Show(ConfigurationChangeRecord change) => new()
    {
        Kind = change.Key.Kind,
        SystemCode = change.Key.SystemCode,
        Code = change.Key.Code,
        Version = change.Version,
        ChangedAt = change.ChangedAt,
        ChangedBy = change.ChangedBy,
        Before = new RawJson(change.Before is null ? default : Encoding.UTF8.GetBytes(change.Before)),
        After = new RawJson(Encoding.UTF8.GetBytes(change.After)),
    };
}

using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retention;

/// <summary>The conditions of a hold in SQL: the log and the summaries name their columns alike.</summary>
internal static class HoldSql
{
    /// <summary>The conditions that the scope has, joined by AND.</summary>
    public static string Of(HoldScope scope) => string.Join(" AND ", ConditionsOf(scope));

    /// <summary>True for rows that none of the scopes covers.</summary>
    public static string NoneOf(IEnumerable<HoldScope> scopes) => string.Concat(scopes.Select(scope => $" AND ({Of(scope)}) IS NOT TRUE"));

    /// <summary>Binds the values of <see cref="Of"/>.</summary>
    public static Statement BindScope(this Statement statement, HoldScope scope)
    {
        if (scope.RequestId is { } requestId)
            statement.Bind(requestId);
        foreach (var text in new[] { scope.CorrelationId, scope.EntityId, scope.EntityType, scope.SystemCode, scope.EndpointCode })
        {
            if (text is not null)
                statement.Bind(text);
        }

        if (scope.From is { } from)
            statement.Bind(Ceiling(from));
        if (scope.To is { } to)
            statement.Bind(Ceiling(to));
        return statement;
    }

    /// <summary>Binds the values of <see cref="NoneOf"/>.</summary>
    public static Statement BindScopes(this Statement statement, IEnumerable<HoldScope> scopes)
    {
        foreach (var scope in scopes)
            statement.BindScope(scope);
        return statement;
    }

    private static IEnumerable<string> ConditionsOf(HoldScope scope)
    {
        if (scope.IsEmpty)
            throw new ArgumentException("Expected a scope with at least one condition: an empty one would cover everything.", nameof(scope));
        if (scope.RequestId is not null)
            yield return "request_id = ?";
        if (scope.CorrelationId is not null)
            yield return "correlation_id = ?";
        if (scope.EntityId is not null)
            yield return "entity_id = ?";
        if (scope.EntityType is not null)
            yield return "entity_type = ?";
        if (scope.SystemCode is not null)
            yield return "system_code = ?";
        if (scope.EndpointCode is not null)
            yield return "endpoint_code = ?";
        if (scope.From is not null)
            yield return "started_at >= ?";
        if (scope.To is not null)
            yield return "started_at < ?";
    }

    // Stored times are whole milliseconds.
    private static long Ceiling(DateTimeOffset instant)
    {
        var whole = instant.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(whole) < instant ? whole + 1 : whole;
    }
}

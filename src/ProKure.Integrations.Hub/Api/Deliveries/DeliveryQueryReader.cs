using ProKure.Integrations.Configuration;
using ProKure.Integrations.Execution;
using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Hub.Security;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Hub.Api.Deliveries;

/// <summary>Reads the query string of lists of deliveries.</summary>
internal static class DeliveryQueryReader
{
    private static readonly string[] OfFilters =
        ["system", "endpoint", "lane", "reason", "error_type", "fingerprint", "correlation_id", "entity_type", "entity_id", "from", "to"];

    private static readonly string[] OfLists = ["state", .. OfFilters, "limit", "cursor"];

    /// <summary>For the API's description.</summary>
    public static readonly (string Name, string Description)[] FilterParameters =
    [
        ("system", "The system's code."),
        ("endpoint", "The endpoint's code."),
        ("lane", $"Who has to act on the last failure: one of {WireName.All<ErrorSide>()}."),
        ("reason", "Why it stands there, as MAY_HAVE_BEEN_RECEIVED."),
        ("error_type", $"What went wrong last: one of {WireName.All<ErrorType>()}."),
        ("fingerprint", "The last failure's fingerprint."),
        ("correlation_id", "The business act."),
        ("entity_type", "Kind of business entity."),
        ("entity_id", "The entity's key."),
        ("from", "Accepted at or after this time (ISO 8601)."),
        ("to", "Accepted before this time (ISO 8601)."),
    ];

    /// <summary>For the API's description.</summary>
    public static readonly (string Name, string Description)[] ListParameters =
    [
        ("state", $"One of {WireName.All<DeliveryState>()}."),
        .. FilterParameters,
        ("limit", $"The most deliveries, 1 to {DeliveryQuery.MaxLimit}. Default 50."),
        ("cursor", "next_cursor of the page before."),
    ];

    public static DeliveryQuery? ReadList(HttpContext context, out Problem? problem)
    {
        var parameters = new QueryParameters(context.Request.Query, OfLists);
        var query = new DeliveryQuery
        {
            Filter = Read(parameters, context.Caller()) with { State = parameters.Member<DeliveryState>("state") },
            Limit = parameters.Limit("limit", 50, DeliveryQuery.MaxLimit),
            After = parameters.Id("cursor"),
        };
        problem = parameters.Problem;
        return problem is null ? query : null;
    }

    public static DeliveryFilter? ReadFilter(HttpContext context, out Problem? problem)
    {
        var parameters = new QueryParameters(context.Request.Query, OfFilters);
        var filter = Read(parameters, context.Caller());
        problem = parameters.Problem;
        return problem is null ? filter : null;
    }

    // Of other systems than the key's, nothing is found.
    private static DeliveryFilter Read(QueryParameters parameters, ApiKeyConfig caller)
    {
        var (from, to) = (parameters.Time("from"), parameters.Time("to"));
        if (from >= to)
            parameters.Fail("from", $"before to ({UtcTimeConverter.Write(to!.Value)})", UtcTimeConverter.Write(from!.Value));
        return new DeliveryFilter
        {
            SystemCode = parameters.Code("system"),
            VisibleSystems = caller.Systems.IsEmpty ? null : [.. caller.Systems],
            EndpointCode = parameters.Code("endpoint"),
            Lane = parameters.Member<ErrorSide>("lane"),
            Reason = parameters.Text("reason"),
            ErrorType = parameters.Member<ErrorType>("error_type"),
            Fingerprint = parameters.Text("fingerprint"),
            CorrelationId = parameters.CorrelationId("correlation_id"),
            EntityType = parameters.Text("entity_type"),
            EntityId = parameters.Text("entity_id"),
            From = from,
            To = to,
        };
    }
}

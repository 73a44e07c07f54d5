using ProKure.Integrations.Hub.Api.Json;
using ProKure.Integrations.Hub.Api.Problems;
using ProKure.Integrations.Logging;

namespace ProKure.Integrations.Hub.Api.Logs;

/// <summary>Reads the query string of the log's list.</summary>
internal sealed class LogQueryReader(IQueryCollection query, DateTimeOffset now)
{
    public const int MaxLimit = 500;
    private const int DefaultLimit = 50;
    private static readonly TimeSpan DefaultWindow = TimeSpan.FromHours(24);

    private static readonly string[] Known =
        ["from", "to", "system", "endpoint", "direction", "status", "entity_type", "entity_id", "correlation_id", "limit", "cursor"];

    private readonly QueryParameters _parameters = new(query, Known);

    /// <summary>Reads the query; null with the problem when it has a fault.</summary>
    public LogQuery? Read(out Problem? problem)
    {
        var to = _parameters.Time("to") ?? now;
        var from = _parameters.Time("from") ?? (to - DateTimeOffset.MinValue > DefaultWindow ? to - DefaultWindow : DateTimeOffset.MinValue);
        if (from >= to)
            _parameters.Fail("from", $"before to ({UtcTimeConverter.Write(to)})", UtcTimeConverter.Write(from));
        var result = new LogQuery
        {
            From = from,
            To = to,
            SystemCode = _parameters.Code("system"),
            EndpointCode = _parameters.Code("endpoint"),
            Direction = _parameters.Member<LogDirection>("direction"),
            Status = _parameters.Member<LogStatus>("status"),
            EntityType = _parameters.Text("entity_type"),
            EntityId = _parameters.Text("entity_id"),
            CorrelationId = _parameters.CorrelationId("correlation_id"),
            Limit = _parameters.Limit("limit", DefaultLimit, MaxLimit),
            After = Cursor(),
        };
        problem = _parameters.Problem;
        return problem is null ? result : null;
    }

    private LogCursor? Cursor()
    {
        if (_parameters.Value("cursor") is not { } text)
            return null;
        if (LogCursor.TryParse(text, out var cursor))
            return cursor;
        _parameters.Fail("cursor", "the next_cursor of the page before", text);
        return null;
    }
}

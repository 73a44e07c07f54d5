using System.Text;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Logging;

/// <summary>
/// Builds a search, newest first. It names the index itself, the narrowest that the conditions allow: SQLite, without statistics, would guess, and the other
/// conditions are then tested row by row along that index, whose order is the order asked for, so that a page ends the search early.
/// </summary>
internal static class LogSearch
{
    /// <summary>
    /// The statement with its values bound; each row has the columns of <see cref="LogRows.EntryColumns"/>. Gives one row more than asked for where there is
    /// one.
    /// </summary>
    public static Statement Prepare(Connection connection, LogQuery query)
    {
        var statement = connection.Prepare(SqlFor(query));
        BindIfAny(statement, query.CorrelationId);
        BindIfAny(statement, query.EntityId);
        BindIfAny(statement, query.EntityType);
        if (query.Status is { } status)
            statement.Bind(status);
        BindIfAny(statement, query.SystemCode);
        BindIfAny(statement, query.EndpointCode);
        if (query.Direction is { } direction)
            statement.Bind(direction);
        if (query.From is { } from)
            statement.Bind(CeilingMilliseconds(from));
        if (query.To is { } to)
            statement.Bind(CeilingMilliseconds(to));
        if (query.After is { } after)
            statement.Bind(after.StartedAt).Bind(after.RequestId);
        return statement.Bind(query.Limit + 1);
    }

    /// <summary>The SQL for the conditions that the query has; equal for equal sets of conditions, so that few statements are prepared.</summary>
    public static string SqlFor(LogQuery query)
    {
        var sql = new StringBuilder($"SELECT {LogRows.EntryColumns} FROM integration_log INDEXED BY {IndexFor(query)}");
        var glue = " WHERE ";
        And(query.CorrelationId is not null, "correlation_id = ?");
        And(query.EntityId is not null, "entity_id = ?");
        And(query.EntityType is not null, "entity_type = ?");
        And(query.Status is not null, "status = ?");
        And(IsNarrowing(query.Status), "status <> 'SUCCESS'");
        And(query.SystemCode is not null, "system_code = ?");
        And(query.EndpointCode is not null, "endpoint_code = ?");
        And(query.Direction is not null, "direction = ?");
        And(query.From is not null, "started_at >= ?");
        And(query.To is not null, "started_at < ?");
        And(query.After is not null, "(started_at, request_id) < (?, ?)");
        return sql.Append(" ORDER BY started_at DESC, request_id DESC LIMIT ?").ToString();

        void And(bool isAsked, string condition)
        {
            if (!isAsked)
                return;
            sql.Append(glue).Append(condition);
            glue = " AND ";
        }
    }

    private static string IndexFor(LogQuery query) => query switch
    {
        { CorrelationId: not null } => "integration_log_correlation",
        { EntityId: not null } => "integration_log_entity",
        _ when IsNarrowing(query.Status) => "integration_log_status",
        { SystemCode: not null } => "integration_log_system",
        _ => "integration_log_started",
    };

    // Success is what most attempts end in, so the status index leaves it out; SQLite uses a partial index when its condition stands in the query.
    private static bool IsNarrowing(LogStatus? status) => status is not null and not LogStatus.Success;

    private static void BindIfAny(Statement statement, string? value)
    {
        if (value is not null)
            statement.Bind(value);
    }

    // Stored times are whole milliseconds: one is at or after an instant exactly when it is at or after the next whole millisecond.
    private static long CeilingMilliseconds(DateTimeOffset instant)
    {
        var whole = instant.ToUnixTimeMilliseconds();
        return DateTimeOffset.FromUnixTimeMilliseconds(whole) < instant ? whole + 1 : whole;
    }
}

using System.Text;
using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retry;

/// <summary>
/// Builds a search among deliveries. It names the index itself, the narrowest that the conditions allow: SQLite, without statistics, would guess. The other conditions are
/// tested row by row. Deliveries' ids are in the order in which they were accepted.
/// </summary>
internal sealed class DeliverySearch(DeliveryFilter filter)
{
    private readonly List<Action<Statement>> _values = [];

    /// <summary>A page, and one row more where there is one.</summary>
    public static Statement Page(Connection connection, DeliveryQuery query)
    {
        var search = new DeliverySearch(query.Filter);
        return search.Bound(connection.Prepare(search.PageSql(query)));
    }

    /// <summary>The deliveries counted by what they have in common, the most first.</summary>
    public static Statement Groups(Connection connection, DeliveryFilter filter)
    {
        var search = new DeliverySearch(filter);
        return search.Bound(connection.Prepare($"""
            SELECT coalesce(d.lane, 'OURS'), d.system_code, c.endpoint_code, d.reason, d.error_type, d.fingerprint, d.response_status, coalesce(d.may_be_received, d.attempts_made > 0),
                max(d.error_message), count(*) AS number, min(d.ended_at), max(d.ended_at)
            {search.From()}{search.Where()}
            GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY number DESC, 1, 2, 3, 4, 5, 6, 7, 8
            """));
    }

    /// <summary>Equal for equal sets of conditions, so that few statements are prepared.</summary>
    public string PageSql(DeliveryQuery query)
    {
        var sql = new StringBuilder($"SELECT {DeliveryColumns.ColumnsWithoutPayload}, NULL AS payload_key_id, x'' AS payload {From()}{Where()}");
        if (query.After is { } after)
            And(sql, query.OldestFirst ? "d.id > ?" : "d.id < ?", statement => statement.Bind(after));
        if (query.EndedUntil is { } ended)
            And(sql, "d.ended_at <= ?", statement => statement.Bind(ended));
        _values.Add(statement => statement.Bind(query.Limit + 1));
        return sql.Append(query.OldestFirst ? " ORDER BY d.id LIMIT ?" : " ORDER BY d.id DESC LIMIT ?").ToString();
    }

    private Statement Bound(Statement statement)
    {
        foreach (var bind in _values)
            bind(statement);
        return statement;
    }

    private string From() => filter switch
    {
        { CorrelationId: not null } => "FROM delivery_content AS c INDEXED BY delivery_correlation CROSS JOIN delivery AS d ON d.delivery_id = c.delivery_id",
        { EntityId: not null } => "FROM delivery_content AS c INDEXED BY delivery_entity CROSS JOIN delivery AS d ON d.delivery_id = c.delivery_id",
        { State: DeliveryState.Dead, Reason: not null } => "FROM delivery AS d INDEXED BY delivery_dead CROSS JOIN delivery_content AS c ON c.delivery_id = d.delivery_id",
        { State: DeliveryState.Dead } => "FROM delivery AS d INDEXED BY delivery_dead_system CROSS JOIN delivery_content AS c ON c.delivery_id = d.delivery_id",
        _ => "FROM delivery AS d CROSS JOIN delivery_content AS c ON c.delivery_id = d.delivery_id",
    };

    private string Where()
    {
        var sql = new StringBuilder(" WHERE 1");

        // A partial index is used where its condition stands in the query, word for word.
        if (filter.State == DeliveryState.Dead)
            sql.Append(" AND d.state = 'DEAD'");
        else if (filter.State is { } state)
            And(sql, "d.state = ?", statement => statement.Bind(state));
        Text(sql, "c.correlation_id = ?", filter.CorrelationId);
        Text(sql, "c.entity_id IS NOT NULL AND c.entity_id = ?", filter.EntityId);
        Text(sql, "c.entity_type = ?", filter.EntityType);
        Text(sql, "d.reason = ?", filter.Reason);
        Text(sql, "d.system_code = ?", filter.SystemCode);
        Text(sql, "c.endpoint_code = ?", filter.EndpointCode);
        Text(sql, "d.fingerprint = ?", filter.Fingerprint);
        if (filter.Lane is { } lane)
            And(sql, "d.lane = ?", statement => statement.Bind(lane));
        if (filter.ErrorType is { } type)
            And(sql, "d.error_type = ?", statement => statement.Bind(type));
        if (filter.From is { } from)
            And(sql, "d.id >= ?", statement => statement.Bind(DeliveryIds.LowestAt(from)));
        if (filter.To is { } to)
            And(sql, "d.id < ?", statement => statement.Bind(DeliveryIds.LowestAt(to)));
        if (filter.VisibleSystems is { } systems)
        {
            sql.Append($" AND d.system_code IN ({string.Join(", ", systems.Select(_ => "?"))})");
            foreach (var system in systems)
                _values.Add(statement => statement.Bind(system));
        }

        return sql.ToString();
    }

    private void Text(StringBuilder sql, string condition, string? value)
    {
        if (value is not null)
            And(sql, condition, statement => statement.Bind(value));
    }

    private void And(StringBuilder sql, string condition, Action<Statement> bind)
    {
        sql.Append(" AND ").Append(condition);
        _values.Add(bind);
    }
}

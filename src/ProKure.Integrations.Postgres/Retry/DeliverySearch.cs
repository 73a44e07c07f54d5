using System.Text;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retry;

namespace ProKure.Integrations.Postgres.Retry;

/// <summary>Builds a search among deliveries. Their ids are in the order in which they were accepted.</summary>
internal sealed class DeliverySearch
{
    private readonly StringBuilder _where = new(" WHERE true");
    private readonly List<Action<Statement>> _values = [];

    private DeliverySearch(DeliveryFilter filter)
    {
        // A partial index is used where its condition stands in the query.
        if (filter.State == DeliveryState.Dead)
            _where.Append(" AND d.state = 'DEAD'");
        else if (filter.State is { } state)
            And("d.state =", statement => statement.Bind(state));
        Text("c.correlation_id =", filter.CorrelationId);
        Text("c.entity_id =", filter.EntityId);
        Text("c.entity_type =", filter.EntityType);
        Text("d.reason =", filter.Reason);
        Text("d.system_code =", filter.SystemCode);
        Text("c.endpoint_code =", filter.EndpointCode);
        Text("d.fingerprint =", filter.Fingerprint);
        if (filter.Lane is { } lane)
            And("d.lane =", statement => statement.Bind(lane));
        if (filter.ErrorType is { } type)
            And("d.error_type =", statement => statement.Bind(type));
        if (filter.From is { } from)
            And("d.id >=", statement => statement.Bind(DeliveryIds.LowestAt(from)));
        if (filter.To is { } to)
            And("d.id <", statement => statement.Bind(DeliveryIds.LowestAt(to)));
        if (filter.VisibleSystems is { } systems)
            And("d.system_code = ANY", statement => statement.BindMany(systems.ToArray(), NpgsqlTypes.NpgsqlDbType.Text), "({0})");
    }

    /// <summary>A page, and one row more where there is one.</summary>
    public static Statement Page(DeliveryQuery query)
    {
        var search = new DeliverySearch(query.Filter);
        if (query.After is { } after)
            search.And(query.OldestFirst ? "d.id >" : "d.id <", statement => statement.Bind(after));
        if (query.EndedUntil is { } ended)
            search.And("d.ended_at <=", statement => statement.Bind(ended));
        var limit = search.Value(statement => statement.Bind(query.Limit + 1));
        return search.Bound($"""
            SELECT {DeliveryColumns.ColumnsWithoutPayload}, NULL::text, ''::bytea FROM {DeliveryRows.Tables}{search._where} ORDER BY d.id {(query.OldestFirst ? "ASC" : "DESC")} LIMIT {limit}
            """);
    }

    /// <summary>The deliveries counted by what they have in common, the most first.</summary>
    public static Statement Groups(DeliveryFilter filter)
    {
        var search = new DeliverySearch(filter);
        return search.Bound($"""
            SELECT coalesce(d.lane, 'OURS'), d.system_code, c.endpoint_code, d.reason, d.error_type, d.fingerprint, d.response_status, coalesce(d.may_be_received, d.attempts_made > 0),
                max(d.error_message), count(*)::int AS number, min(d.ended_at), max(d.ended_at)
            FROM {DeliveryRows.Tables}{search._where}
            GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 ORDER BY number DESC, 1, 2, 3, 4 NULLS FIRST, 5 NULLS FIRST, 6 NULLS FIRST, 7 NULLS FIRST, 8
            """);
    }

    private Statement Bound(string sql)
    {
        var statement = new Statement(sql);
        foreach (var bind in _values)
            bind(statement);
        return statement;
    }

    private void Text(string condition, string? value)
    {
        if (value is not null)
            And(condition, statement => statement.BindStorable(value));
    }

    private void And(string condition, Action<Statement> bind, string form = "{0}") =>
        _where.Append(" AND ").Append(condition).Append(' ').Append(form.Replace("{0}", Value(bind), StringComparison.Ordinal));

    private string Value(Action<Statement> bind)
    {
        _values.Add(bind);
        return $"${_values.Count}";
    }
}

using System.Globalization;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Postgres.Retention;

/// <summary>The summaries on PostgreSQL under legal hold: marked and cleared some thousand at a time.</summary>
public sealed class PostgresHeldSummaries(PostgresDatabase database) : IHeldSummaries
{
    private const string Table = "integration_request_summary";
    private const int MaxTogether = 5_000;

    /// <inheritdoc/>
    public Task<long> CountAsync(HoldScope scope, CancellationToken cancellationToken)
    {
        var conditions = new Conditions();
        var statement = conditions.Bind(new Statement($"SELECT count(*) FROM {Table} WHERE {conditions.Of(scope)}"));
        return database.RunAsync((session, cancel) => session.ReadOneAsync(statement, row => row.ReadInt64(), cancel), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<long> HoldAsync(HoldScope scope, CancellationToken cancellationToken) => ChangeAsync("true", conditions => $"NOT legal_hold AND {conditions.Of(scope)}", cancellationToken);

    /// <inheritdoc/>
    public Task<long> ClearAsync(HoldScope scope, IReadOnlyList<HoldScope> others, CancellationToken cancellationToken) => ChangeAsync(
        "false",
        conditions => $"legal_hold AND {conditions.Of(scope)}{string.Concat(others.Select(other => $" AND ({conditions.Of(other)}) IS NOT TRUE"))}",
        cancellationToken);

    private async Task<long> ChangeAsync(string value, Func<Conditions, string> which, CancellationToken cancellationToken)
    {
        var changed = 0L;
        while (true)
        {
            var conditions = new Conditions();
            var rows = $"SELECT request_id, started_at FROM {Table} WHERE {which(conditions)} LIMIT {MaxTogether}";
            var statement = conditions.Bind(new Statement($"UPDATE {Table} SET legal_hold = {value} WHERE (request_id, started_at) IN ({rows})"));
            var together = await database.RunAsync((session, cancel) => session.ExecuteAsync(statement, cancel), cancellationToken);
            changed += together;
            if (together < MaxTogether)
                return changed;
        }
    }

    /// <summary>Collects values as their conditions are written, so that both stand in the same order.</summary>
    private sealed class Conditions
    {
        private readonly List<Action<Statement>> _values = [];

        public string Of(HoldScope scope)
        {
            if (scope.IsEmpty)
                throw new ArgumentException("Expected a scope with at least one condition: an empty one would cover everything.", nameof(scope));
            var parts = new List<string>();
            Add("request_id =", scope.RequestId is { } id ? statement => statement.Bind(id) : null);
            AddText("correlation_id =", scope.CorrelationId);
            AddText("entity_id =", scope.EntityId);
            AddText("entity_type =", scope.EntityType);
            AddText("system_code =", scope.SystemCode);
            AddText("endpoint_code =", scope.EndpointCode);
            Add("started_at >=", scope.From is { } from ? statement => statement.Bind(from) : null);
            Add("started_at <", scope.To is { } to ? statement => statement.Bind(to) : null);
            return string.Join(" AND ", parts);

            void AddText(string condition, string? value) => Add(condition, value is null ? null : statement => statement.BindStorable(value));

            void Add(string condition, Action<Statement>? bind)
            {
                if (bind is null)
                    return;
                _values.Add(bind);
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{condition} ${_values.Count}"));
            }
        }

        public Statement Bind(Statement statement)
        {
            foreach (var value in _values)
                value(statement);
            return statement;
        }
    }
}

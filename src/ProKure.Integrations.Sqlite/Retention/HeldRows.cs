using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Retention;

/// <summary>The rows of a table under legal hold: marked and cleared some thousand at a time, so that writes of calls come in between.</summary>
internal sealed class HeldRows(Database database, string table, string key)
{
    private const int MaxTogether = 2_000;

    public Task<long> CountAsync(HoldScope scope, CancellationToken cancellationToken) => database.ReadAsync(
        connection =>
        {
            using var row = connection.Prepare($"SELECT count(*) FROM {table} WHERE {HoldSql.Of(scope)}").BindScope(scope);
            return row.Step() ? row.ReadInt64() : 0;
        },
        cancellationToken);

    public Task<long> HoldAsync(HoldScope scope, CancellationToken cancellationToken) => RepeatAsync(
        connection => connection.Prepare(
            $"UPDATE {table} SET legal_hold = 1 WHERE {key} IN (SELECT {key} FROM {table} WHERE {HoldSql.Of(scope)} AND legal_hold = 0 LIMIT {MaxTogether})")
            .BindScope(scope).Execute(),
        cancellationToken);

    public Task<long> ClearAsync(HoldScope scope, IReadOnlyList<HoldScope> others, CancellationToken cancellationToken) => RepeatAsync(
        connection => connection.Prepare(
            $"""
            UPDATE {table} SET legal_hold = 0 WHERE {key} IN (
                SELECT {key} FROM {table} WHERE legal_hold = 1 AND {HoldSql.Of(scope)}{HoldSql.NoneOf(others)} LIMIT {MaxTogether})
            """)
            .BindScope(scope).BindScopes(others).Execute(),
        cancellationToken);

    private async Task<long> RepeatAsync(Func<Connection, int> change, CancellationToken cancellationToken)
    {
        var changed = 0L;
        while (true)
        {
            var together = await database.WriteAsync(change, cancellationToken);
            changed += together;
            if (together < MaxTogether)
                return changed;
        }
    }
}

using ProKure.Integrations.Retention;

namespace ProKure.Integrations.Sqlite.Retention;

/// <summary>The summaries in <c>summary.db</c> under legal hold.</summary>
public sealed class SqliteHeldSummaries(SqliteDatabases databases) : IHeldSummaries
{
    private readonly HeldRows _rows = new(databases.Summary, "request_summary", "request_id");

    /// <inheritdoc/>
    public Task<long> CountAsync(HoldScope scope, CancellationToken cancellationToken) => _rows.CountAsync(scope, cancellationToken);

    /// <inheritdoc/>
    public Task<long> HoldAsync(HoldScope scope, CancellationToken cancellationToken) => _rows.HoldAsync(scope, cancellationToken);

    /// <inheritdoc/>
    public Task<long> ClearAsync(HoldScope scope, IReadOnlyList<HoldScope> others, CancellationToken cancellationToken) =>
        _rows.ClearAsync(scope, others, cancellationToken);
}

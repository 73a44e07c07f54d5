using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Logging;

namespace ProKure.Integrations.Sqlite.Retention;

/// <summary>The documents in <c>log.db</c> under legal hold.</summary>
public sealed class SqliteHeldLog(SqliteDatabases databases) : IHeldLog
{
    private readonly HeldRows _rows = new(databases.Log, "integration_log", "log_id");

    /// <inheritdoc/>
    public Task<long> CountAsync(HoldScope scope, CancellationToken cancellationToken) => SqliteIntegrationLogStore.Available(_rows.CountAsync(scope, cancellationToken));

    /// <inheritdoc/>
    public Task<long> HoldAsync(HoldScope scope, CancellationToken cancellationToken) => SqliteIntegrationLogStore.Available(_rows.HoldAsync(scope, cancellationToken));

    /// <inheritdoc/>
    public Task<long> ClearAsync(HoldScope scope, IReadOnlyList<HoldScope> others, CancellationToken cancellationToken) =>
        SqliteIntegrationLogStore.Available(_rows.ClearAsync(scope, others, cancellationToken));
}

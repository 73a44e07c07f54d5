using ProKure.Integrations.Analytics;
using ProKure.Integrations.Sqlite.Connections;

namespace ProKure.Integrations.Sqlite.Analytics;

/// <summary>Summaries and minute roll-ups in <c>summary.db</c>. The two change in one transaction.</summary>
public sealed class SqliteSummaryStore(SqliteDatabases databases) : ISummaryStore
{
    private readonly Database _database = databases.Summary;

    /// <inheritdoc/>
    public Task<int> WriteAsync(IReadOnlyList<RequestSummary> summaries, CancellationToken cancellationToken) => _database.WriteAsync(
        connection =>
        {
            var changes = new MetricsChanges();
            var written = 0;
            foreach (var summary in summaries)
            {
                if (SummaryRows.Write(connection, summary, changes))
                    written++;
            }

            changes.Apply(connection);
            return written;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<RequestSummary?> FindAsync(Guid requestId, CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => SummaryRows.Find(connection, requestId), cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MinuteMetrics>> GetMinutesAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => MetricsRows.Read(connection, from, to), cancellationToken);
}

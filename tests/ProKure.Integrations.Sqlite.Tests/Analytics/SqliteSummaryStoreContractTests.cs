using ProKure.Integrations.Analytics;
using ProKure.Integrations.Sqlite.Analytics;
using ProKure.TestKit.Analytics;

namespace ProKure.Integrations.Sqlite.Tests.Analytics;

public sealed class SqliteSummaryStoreContractTests : SummaryStoreContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<ISummaryStore> OpenAsync() => new(new SqliteSummaryStore(_stores.Databases));

    protected override async ValueTask SpoilAsync(MinuteMetrics minute) => await _stores.Databases.Summary.WriteAsync(
        connection =>
        {
            var counts = new MetricsCounts();
            foreach (var (status, count) in minute.Counts)
                counts.Outcomes[(int)status] = count;
            minute.Latency.ToArray().CopyTo(counts.Latency, 0);
            MetricsRows.Put(connection, KeyOf(minute), counts);
            return true;
        },
        Cancel);

    protected override async ValueTask RemoveAsync(MinuteMetrics minute) => await _stores.Databases.Summary.WriteAsync(
        connection =>
        {
            MetricsRows.Delete(connection, KeyOf(minute));
            return true;
        },
        Cancel);

    private static MetricsKey KeyOf(MinuteMetrics minute) =>
        new(minute.Minute.ToUnixTimeMilliseconds(), minute.SystemCode, minute.EndpointCode, minute.Direction);

    [Fact]
    public async Task CountingAnewAndRemoving_GoByTheirIndexes()
    {
        var plans = await _stores.Databases.Summary.ReadAsync(
            connection => (QueryPlan.Of(connection, SummaryRows.SelectCounted), QueryPlan.Of(connection, SqliteSummaryStore.RemoveSummaries),
                QueryPlan.Of(connection, SqliteSummaryStore.RemoveMinutes)),
            Cancel);

        Assert.Contains("USING INDEX request_summary_started (started_at>? AND started_at<?)", plans.Item1, StringComparison.Ordinal);
        Assert.Contains("USING INDEX request_summary_started (started_at<?)", plans.Item2, StringComparison.Ordinal);
        Assert.Contains("SEARCH request_metrics_minute USING PRIMARY KEY (minute<?)", plans.Item3, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN request", $"{plans}", StringComparison.Ordinal);
    }

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

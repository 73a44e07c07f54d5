using ProKure.Integrations.Sqlite.Retry;

namespace ProKure.Integrations.Sqlite.Tests.Retry;

public sealed class DeliveryQueuePlanTests : IDisposable
{
    private readonly TemporaryStores _stores = new();

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Claim_ReadsWhatIsDueFromItsTwoIndexes()
    {
        var plan = await PlanAsync(SqliteDeliveryQueue.FindDue);

        Assert.Contains("SEARCH delivery USING INDEX delivery_queued (not_before<?)", plan, StringComparison.Ordinal);
        Assert.Contains("SEARCH delivery USING INDEX delivery_running (lease_until<?)", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NextDue_IsTheFirstEntryOfItsIndex() =>
        Assert.Equal("SCAN delivery USING COVERING INDEX delivery_queued", await PlanAsync(SqliteDeliveryQueue.NextDue));

    [Fact]
    public async Task ListDead_WalksItsIndex() =>
        Assert.Equal("SEARCH delivery USING COVERING INDEX delivery_dead (reason=? AND id>?)", await PlanAsync(DeliveryRows.SelectDead));

    private Task<string> PlanAsync(string sql) => _stores.Databases.Configuration.ReadAsync(
        connection => QueryPlan.Of(connection, sql), TestContext.Current.CancellationToken);
}

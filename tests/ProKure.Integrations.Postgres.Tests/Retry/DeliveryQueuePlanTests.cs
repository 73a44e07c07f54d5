using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Postgres.Retry;

namespace ProKure.Integrations.Postgres.Tests.Retry;

public sealed class DeliveryQueuePlanTests : IAsyncLifetime
{
    private TemporaryStores _stores = null!;

    public async ValueTask InitializeAsync() => _stores = await TemporaryStores.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }

    [Fact]
    public async Task Claim_ReadsWhatIsDueFromItsTwoIndexesInOrder()
    {
        var plan = await PlanAsync(new Statement(DeliveryRows.Claim).Bind("worker").Bind(10).Bind(TimeSpan.FromMinutes(1)));

        Assert.Contains("Index Scan using delivery_queued on delivery", plan, StringComparison.Ordinal);
        Assert.Contains("Index Scan using delivery_running on delivery", plan, StringComparison.Ordinal);
        Assert.Contains("Index Cond: (not_before <= now())", plan, StringComparison.Ordinal);
        Assert.Contains("Index Cond: (lease_until <= now())", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort Key: delivery", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NextDue_IsTheFirstEntryOfItsIndex() => Assert.Contains(
        "Only Scan using delivery_queued on delivery", await PlanAsync(new Statement(PostgresDeliveryQueue.NextDue)), StringComparison.Ordinal);

    [Fact]
    public async Task DeadLetters_OfAReason_AreAWalkAlongTheirIndex()
    {
        var plan = await PlanAsync(new Statement(DeliveryRows.FindDead).Bind("TIMEOUT").Bind(Guid.Empty).Bind(10));

        Assert.Contains("using delivery_dead on delivery", plan, StringComparison.Ordinal);
        Assert.Contains("Index Cond: ((reason = 'TIMEOUT'::text) AND (id > ", plan, StringComparison.Ordinal);
    }

    private Task<string> PlanAsync(Statement statement) => QueryPlan.OfAsync(_stores.Stores, statement);
}

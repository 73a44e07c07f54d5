using System.Text.RegularExpressions;
using ProKure.Integrations.Postgres.Connections;
using ProKure.Integrations.Postgres.Retry;
using ProKure.Integrations.Retry;

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
    public async Task Claim_ReadsLanesAndWhatIsDueOfEachFromItsIndexes()
    {
        var plan = await PlanAsync(DeliveryClaimSql.Of(new DeliveryClaim { Owner = "worker", Limit = 10, Lease = TimeSpan.FromMinutes(1) }));

        Assert.Contains("Index Cond: (ROW(system_code, priority) > ROW(lane.system_code, lane.priority))", plan, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(plan, @"Index Cond: \(\(system_code = lane_\d\.system_code\) AND \(priority = lane_\d\.priority\) AND \(not_before <= now\(\)\)\)"));
        Assert.DoesNotContain("Index Cond: (not_before", plan, StringComparison.Ordinal);
        Assert.Contains("Index Cond: (lease_until <= now())", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan on delivery", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turn_IsFoundAndPassedOnByItsIndexes()
    {
        var plan = await PlanAsync(new Statement(EntityTurn.GiveToNext).Bind("SAP/PURCHASE_ORDER/PO-1"));

        Assert.Contains("using delivery_waiting on delivery", plan, StringComparison.Ordinal);
        Assert.Contains("using delivery_turn on delivery", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeadLetters_OfAReason_AreAWalkAlongTheirIndex()
    {
        var plan = await PlanAsync(new Statement(DeliveryRows.FindDead).Bind("TIMEOUT").Bind(Guid.Empty).Bind(10));

        Assert.Contains("using delivery_dead on delivery", plan, StringComparison.Ordinal);
        Assert.Contains("Index Cond: ((reason = 'TIMEOUT'::text) AND (id > ", plan, StringComparison.Ordinal);
    }

    private Task<string> PlanAsync(Statement statement) => QueryPlan.OfAsync(_stores.Stores, statement);
}

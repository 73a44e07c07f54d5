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

    [Fact]
    public async Task Payloads_OfAMasterKey_AreAWalkAlongTheirIndex()
    {
        foreach (var list in new[] { new Statement(PostgresDeliveryPayloads.ListInClear).Bind(Guid.Empty).Bind(20), new Statement(PostgresDeliveryPayloads.ListOfKey).Bind(Guid.Empty).Bind(20).Bind("K1") })
        {
            var plan = await PlanAsync(list);
            Assert.Contains("using delivery_payload_key on delivery_content", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task RemoveEnded_WalksFromTheLongestEnded()
    {
        var plan = await PlanAsync(new Statement(PostgresDeliveryQueue.RemoveEnded).Bind(DateTimeOffset.UnixEpoch).Bind(500));

        Assert.Contains("using delivery_ended on delivery", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_OfAnEntityOrABusinessAct_ReadsTheirIndexes()
    {
        var entity = await SearchPlanAsync(new DeliveryFilter { EntityId = "PO-1", EntityType = "PO" });
        var act = await SearchPlanAsync(new DeliveryFilter { CorrelationId = "act-1" });

        Assert.Contains("delivery_entity", entity, StringComparison.Ordinal);
        Assert.Contains("Index Cond: ((entity_id = 'PO-1'::text) AND (entity_type = 'PO'::text))", entity, StringComparison.Ordinal);
        Assert.Contains("delivery_correlation", act, StringComparison.Ordinal);
        Assert.Contains("Index Cond: (correlation_id = 'act-1'::text)", act, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_OfDeadLetters_ReadsTheirIndexesAlone_InOrder()
    {
        foreach (var (filter, index, condition) in new[]
        {
            (new DeliveryFilter { State = DeliveryState.Dead, Reason = "POISON" }, "delivery_dead on", "Index Cond: (reason = 'POISON'::text)"),
            (new DeliveryFilter { State = DeliveryState.Dead, SystemCode = "SAP" }, "delivery_dead_system on", "Index Cond: (system_code = 'SAP'::text)"),
        })
        {
            var plan = await SearchPlanAsync(filter);

            Assert.Contains($"Index Scan Backward using {index}", plan, StringComparison.Ordinal);
            Assert.Contains(condition, plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Search_OfAPageInTheMiddle_GoesOnAlongTheIds()
    {
        var plan = await QueryPlan.OfAsync(_stores.Stores, DeliverySearch.Page(new DeliveryQuery { After = Guid.CreateVersion7() }), isLong: true);

        Assert.Contains("Index Scan Backward using delivery_pkey on delivery", plan, StringComparison.Ordinal);
        Assert.Contains("Index Cond: (id < ", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
    }

    private Task<string> SearchPlanAsync(DeliveryFilter filter) => PlanAsync(DeliverySearch.Page(new DeliveryQuery { Filter = filter }));

    private Task<string> PlanAsync(Statement statement) => QueryPlan.OfAsync(_stores.Stores, statement);
}

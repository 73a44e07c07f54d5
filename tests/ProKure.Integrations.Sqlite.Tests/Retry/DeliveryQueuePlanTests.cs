using ProKure.Integrations.Retry;
using ProKure.Integrations.Sqlite.Retry;

namespace ProKure.Integrations.Sqlite.Tests.Retry;

public sealed class DeliveryQueuePlanTests : IDisposable
{
    private readonly TemporaryStores _stores = new();

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task Claim_GoesFromLaneToLaneAlongItsIndex() =>
        Assert.Equal("SEARCH delivery USING COVERING INDEX delivery_queued ((system_code,priority)>(?,?))", await PlanAsync(DeliveryClaiming.NextLane));

    [Fact]
    public async Task Claim_ReadsWhatIsDueOfALaneInOrder() =>
        Assert.Equal("SEARCH delivery USING COVERING INDEX delivery_queued (system_code=? AND priority=? AND not_before<?)", await PlanAsync(DeliveryClaiming.DueInLane));

    [Fact]
    public async Task Claim_ReadsWhatWasLeftRunningFromItsIndex() =>
        Assert.Equal("SEARCH delivery USING INDEX delivery_running (lease_until<?)", await PlanAsync(DeliveryClaiming.LeftRunning));

    [Fact]
    public async Task Turn_IsFoundAndPassedOnByItsIndexes()
    {
        var plan = await PlanAsync(EntityTurn.GiveToNext);

        Assert.Contains("INDEX delivery_waiting (order_key=?)", plan, StringComparison.Ordinal);
        Assert.Contains("INDEX delivery_turn (order_key=?)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN delivery", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ListDead_WalksItsIndex() =>
        Assert.Equal("SEARCH delivery USING COVERING INDEX delivery_dead (reason=? AND id>?)", await PlanAsync(DeliveryRows.SelectDead));

    [Fact]
    public async Task RemoveEnded_WalksFromTheLongestEnded()
    {
        var plan = await PlanAsync(DeliveryRows.SelectEnded);

        Assert.Contains("SEARCH delivery USING INDEX delivery_ended (ended_at<?)", plan, StringComparison.Ordinal);
        Assert.Contains("INDEX delivery_action_delivery (delivery_id=?)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_OfAnEntityOrABusinessAct_ReadsTheirIndexes()
    {
        Assert.Contains("delivery_entity (entity_id=?", await SearchPlanAsync(new DeliveryFilter { EntityId = "PO-1", EntityType = "PO" }), StringComparison.Ordinal);
        Assert.Contains("delivery_correlation (correlation_id=?)", await SearchPlanAsync(new DeliveryFilter { CorrelationId = "act-1" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_OfDeadLetters_ReadsTheirIndexesAlone()
    {
        Assert.Contains("delivery_dead (reason=?", await SearchPlanAsync(new DeliveryFilter { State = DeliveryState.Dead, Reason = "POISON" }), StringComparison.Ordinal);
        Assert.Contains("delivery_dead_system (system_code=?", await SearchPlanAsync(new DeliveryFilter { State = DeliveryState.Dead, SystemCode = "SAP" }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Payloads_OfAMasterKey_AreAWalkAlongTheirIndex()
    {
        Assert.Equal("SCAN delivery_content USING COVERING INDEX delivery_payload_key", await PlanAsync(SqliteDeliveryPayloads.Count));
        var plan = await PlanAsync(SqliteDeliveryPayloads.List);
        Assert.Contains("SEARCH c USING INDEX delivery_payload_key (payload_key_id=? AND erased_at=? AND rowid>?)", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    private Task<string> SearchPlanAsync(DeliveryFilter filter) => PlanAsync(new DeliverySearch(filter).PageSql(new DeliveryQuery { Filter = filter }));

    private Task<string> PlanAsync(string sql) => _stores.Databases.Configuration.ReadAsync(
        connection => QueryPlan.Of(connection, sql), TestContext.Current.CancellationToken);
}

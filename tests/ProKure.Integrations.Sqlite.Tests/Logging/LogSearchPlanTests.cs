using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Logging;

namespace ProKure.Integrations.Sqlite.Tests.Logging;

/// <summary>Every search walks an index in the order asked for; none sorts more than what began in one millisecond, and none reads the whole table.</summary>
public sealed class LogSearchPlanTests : IDisposable
{
    private readonly TemporaryStores _stores = new();

    public void Dispose() => _stores.Dispose();

    [Fact]
    public async Task EverySetOfConditions_UsesTheNarrowestIndex()
    {
        for (var conditions = 0; conditions < 1024; conditions++)
        {
            var query = QueryWith(conditions);

            var plan = await PlanAsync(LogSearch.SqlFor(query));

            Assert.Contains(ExpectedStep(query), plan, StringComparison.Ordinal);
            Assert.DoesNotContain("USE TEMP B-TREE FOR ORDER BY", plan, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task StatusSuccess_IsWhatTheStatusIndexLeavesOut()
    {
        var plan = await PlanAsync(LogSearch.SqlFor(new LogQuery { Status = LogStatus.Success }));

        Assert.Contains("USING INDEX integration_log_started", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TimeWindow_IsASearchAndNoScan()
    {
        var plan = await PlanAsync(LogSearch.SqlFor(new LogQuery { From = DateTimeOffset.UnixEpoch, SystemCode = "SAP" }));

        Assert.Contains("SEARCH integration_log USING INDEX integration_log_system (system_code=? AND started_at>?)", plan, StringComparison.Ordinal);
    }

    private static LogQuery QueryWith(int conditions) => new()
    {
        From = (conditions & 1) == 0 ? null : DateTimeOffset.UnixEpoch,
        To = (conditions & 2) == 0 ? null : DateTimeOffset.UnixEpoch,
        SystemCode = (conditions & 4) == 0 ? null : "SAP",
        EndpointCode = (conditions & 8) == 0 ? null : "CREATE_PO",
        Direction = (conditions & 16) == 0 ? null : LogDirection.Outbound,
        Status = (conditions & 32) == 0 ? null : LogStatus.Failed,
        EntityType = (conditions & 64) == 0 ? null : "PURCHASE_ORDER",
        EntityId = (conditions & 128) == 0 ? null : "PO-4711",
        CorrelationId = (conditions & 256) == 0 ? null : "act-1",
        After = (conditions & 512) == 0 ? null : new LogCursor(DateTimeOffset.UnixEpoch, Guid.Empty),
    };

    private static string ExpectedStep(LogQuery query) => query switch
    {
        { CorrelationId: not null } => "SEARCH integration_log USING INDEX integration_log_correlation (correlation_id=?",
        { EntityId: not null } => "SEARCH integration_log USING INDEX integration_log_entity (entity_id=?",
        { Status: not null } => "SEARCH integration_log USING INDEX integration_log_status (status=?",
        { SystemCode: not null } => "SEARCH integration_log USING INDEX integration_log_system (system_code=?",
        { From: null, To: null, After: null } => "SCAN integration_log USING INDEX integration_log_started",
        _ => "SEARCH integration_log USING INDEX integration_log_started (started_at",
    };

    private Task<string> PlanAsync(string sql) => _stores.Databases.Log.ReadAsync(
        connection => QueryPlan.Of(connection, sql), TestContext.Current.CancellationToken);
}

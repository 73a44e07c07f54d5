using ProKure.Integrations.Analytics;
using ProKure.Integrations.Postgres.Analytics;
using ProKure.Integrations.Postgres.Connections;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Postgres.Tests.Analytics;

public sealed class SummaryPlanTests : IAsyncLifetime
{
    private static readonly DateTimeOffset March = new(2026, 3, 14, 0, 0, 0, TimeSpan.Zero);

    private TemporaryStores _stores = null!;

    public async ValueTask InitializeAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        await new PostgresSummaryStore(_stores.Stores).WriteAsync(
            [.. Enumerable.Range(-3, 6).Select(month => RequestSummary.Of(LogDocuments.Completed(March.AddMonths(month)).Entry))],
            TestContext.Current.CancellationToken);

        // As much as lets the planner tell the indexes apart: a row every ten minutes of two months, each about something else.
        await _stores.Database.ExecuteAsync($"""
            INSERT INTO integration_request_summary ({RequestSummaryColumns.Columns})
            SELECT gen_random_uuid(), 'act-' || n, NULL, 'SYSTEM_' || n % 50, 'CREATE_PO', 'OUTBOUND', 'POST', 'FAILED', 500, at, 1, 1, 1, 1,
                'PURCHASE_ORDER', 'PO-' || n, NULL, 'HTTP_STATUS', 'f' || n % 500, NULL, false
            FROM generate_series('2026-02-15Z'::timestamptz, '2026-04-14Z', '10 minutes') WITH ORDINALITY AS given (at, n);
            INSERT INTO request_metrics_minute
            SELECT at, 'ORACLE', 'CREATE_PO', 'OUTBOUND', 0, 1, 0, 0, 0, array_fill(0::bigint, ARRAY[82]) FROM generate_series('2026-02-15Z'::timestamptz, '2026-04-14Z', '10 minutes') AS at;
            ANALYZE integration_request_summary, request_metrics_minute;
            """);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }

    [Fact]
    public async Task FindById_ReadsTheKeyOfTheMonthThatTheIdTells()
    {
        var near = SummaryRows.NearOf(Guid.CreateVersion7(March))!.Value;

        var plan = await PlanAsync(new Statement(SummarySql.FindNear).Bind(Guid.CreateVersion7(March)).Bind(near.From).Bind(near.To));

        Assert.Contains("Index Scan using integration_request_summary_y2026m03_pkey", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("y2026m02", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("y2026m04", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Write_LooksForStandingRowsByTheKeyOfTheirMonthAlone()
    {
        var plan = await PlanAsync(SummaryRows.WriteOf([RequestSummary.Of(LogDocuments.Completed(March).Entry)]));

        Assert.Contains("integration_request_summary_y2026m03_pkey", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("integration_request_summary_y2026m01_pkey", plan, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entity_id = 'PO-4711' AND started_at > '2026-03-01Z' ORDER BY started_at DESC", "((entity_id = 'PO-4711'::text) AND (started_at > ")]
    [InlineData("system_code = 'SYSTEM_7' AND started_at > '2026-03-01Z' ORDER BY started_at DESC LIMIT 50", "((system_code = 'SYSTEM_7'::text) AND (started_at > ")]
    [InlineData("correlation_id = 'act-1'", "(correlation_id = 'act-1'::text)")]
    [InlineData("error_fingerprint = 'f7' AND started_at > '2026-03-01Z' ORDER BY started_at DESC", "((error_fingerprint = 'f7'::text) AND (started_at > ")]
    [InlineData("started_at > '2026-03-13Z' AND started_at < '2026-03-14Z'", "((started_at > ")]
    public async Task Report_UsesItsIndex(string condition, string indexCondition) => Assert.Contains(
        $"Index Cond: {indexCondition}",
        await PlanAsync(new Statement($"SELECT * FROM integration_request_summary WHERE {condition}")),
        StringComparison.Ordinal);

    [Fact]
    public async Task Minutes_ReadTheKeyOfTheirMonthAlone()
    {
        var plan = await PlanAsync(new Statement(SummarySql.Minutes).Bind(March).Bind(March.AddDays(1)));

        Assert.Contains("request_metrics_minute_y2026m03_pkey", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("y2026m02", plan, StringComparison.Ordinal);
    }

    private Task<string> PlanAsync(Statement statement) => QueryPlan.OfAsync(_stores.Stores, statement);
}

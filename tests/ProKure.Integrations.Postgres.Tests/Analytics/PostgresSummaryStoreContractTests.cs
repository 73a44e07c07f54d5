using ProKure.Integrations.Analytics;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Postgres.Analytics;
using ProKure.Integrations.Postgres.Connections;
using ProKure.TestKit.Analytics;

namespace ProKure.Integrations.Postgres.Tests.Analytics;

public sealed class PostgresSummaryStoreContractTests : SummaryStoreContract
{
    private TemporaryStores? _stores;

    protected override async ValueTask<ISummaryStore> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresSummaryStore(_stores.Stores);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }

    protected override async ValueTask SpoilAsync(MinuteMetrics minute)
    {
        await RemoveAsync(minute);
        await ExecuteAsync(new Statement("INSERT INTO request_metrics_minute VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)")
            .Bind(minute.Minute).Bind(minute.SystemCode).Bind(minute.EndpointCode).Bind(minute.Direction)
            .Bind(CountOf(minute, LogStatus.Success)).Bind(CountOf(minute, LogStatus.Failed)).Bind(CountOf(minute, LogStatus.Timeout))
            .Bind(CountOf(minute, LogStatus.Cancelled)).Bind(CountOf(minute, LogStatus.Unknown))
            .BindMany([.. minute.Latency], NpgsqlTypes.NpgsqlDbType.Bigint));
    }

    protected override async ValueTask RemoveAsync(MinuteMetrics minute) => await ExecuteAsync(
        new Statement("DELETE FROM request_metrics_minute WHERE minute = $1 AND system_code = $2 AND endpoint_code = $3 AND direction = $4")
            .Bind(minute.Minute).Bind(minute.SystemCode).Bind(minute.EndpointCode).Bind(minute.Direction));

    private static long CountOf(MinuteMetrics minute, LogStatus end) => minute.Counts.GetValueOrDefault(end);

    private Task<int> ExecuteAsync(Statement statement) => _stores!.Stores.RunAsync((session, cancel) => session.ExecuteAsync(statement, cancel), Cancel);
}

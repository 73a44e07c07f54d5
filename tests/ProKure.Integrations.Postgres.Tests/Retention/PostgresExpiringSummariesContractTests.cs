using ProKure.Integrations.Analytics;
using ProKure.Integrations.Postgres.Analytics;
using ProKure.Integrations.Postgres.Retention;
using ProKure.Integrations.Retention;
using ProKure.TestKit.Retention;

namespace ProKure.Integrations.Postgres.Tests.Retention;

public sealed class PostgresExpiringSummariesContractTests : ExpiringSummariesContract
{
    private TemporaryStores? _stores;

    protected override ISummaryStore Summaries => field ??= new PostgresSummaryStore(_stores!.Stores);

    protected override IHeldSummaries Held => new PostgresHeldSummaries(_stores!.Stores);

    protected override async ValueTask<IExpiringSummaries> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresExpiringSummaries(_stores.Stores);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

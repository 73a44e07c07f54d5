using ProKure.Integrations.Postgres.Retention;
using ProKure.Integrations.Retention;
using ProKure.TestKit.Retention;

namespace ProKure.Integrations.Postgres.Tests.Retention;

public sealed class PostgresRetentionRunsContractTests : RetentionRunsContract
{
    private TemporaryStores? _stores;

    protected override async ValueTask<IRetentionRuns> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresRetentionRuns(_stores.Stores);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

using ProKure.Integrations.Limits;
using ProKure.Integrations.Postgres.Limits;
using ProKure.TestKit.Limits;

namespace ProKure.Integrations.Postgres.Tests.Limits;

public sealed class PostgresLimitStoreContractTests : LimitStoreContract
{
    private TemporaryStores? _stores;

    protected override async ValueTask<ILimitStore> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresLimitStore(_stores.Stores);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

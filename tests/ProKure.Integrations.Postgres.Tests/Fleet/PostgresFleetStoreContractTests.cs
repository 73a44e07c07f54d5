using ProKure.Integrations.Fleet;
using ProKure.Integrations.Postgres.Fleet;
using ProKure.TestKit.Fleet;

namespace ProKure.Integrations.Postgres.Tests.Fleet;

public sealed class PostgresFleetStoreContractTests : FleetStoreContract
{
    private TemporaryStores? _stores;

    protected override async ValueTask<IFleetStore> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresFleetStore(_stores.Stores);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

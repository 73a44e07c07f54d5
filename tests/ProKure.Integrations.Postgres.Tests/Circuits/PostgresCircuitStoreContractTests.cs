using ProKure.Integrations.Circuits;
using ProKure.Integrations.Postgres.Circuits;
using ProKure.TestKit.Circuits;

namespace ProKure.Integrations.Postgres.Tests.Circuits;

public sealed class PostgresCircuitStoreContractTests : CircuitStoreContract
{
    private TemporaryStores? _stores;

    protected override async ValueTask<ICircuitStore> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresCircuitStore(_stores.Stores);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

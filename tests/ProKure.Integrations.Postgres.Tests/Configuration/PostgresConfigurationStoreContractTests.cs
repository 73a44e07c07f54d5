using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Configuration;
using ProKure.TestKit.Configuration;

namespace ProKure.Integrations.Postgres.Tests.Configuration;

public sealed class PostgresConfigurationStoreContractTests : ConfigurationStoreContract
{
    private TemporaryStores? _stores;

    protected override async ValueTask<IConfigurationStore> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresConfigurationStore(_stores.Stores, TimeProvider.System);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

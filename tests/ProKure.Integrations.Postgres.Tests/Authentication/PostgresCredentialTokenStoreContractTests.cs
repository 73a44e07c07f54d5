using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Postgres.Authentication;
using ProKure.Integrations.Postgres.Configuration;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Postgres.Tests.Authentication;

public sealed class PostgresCredentialTokenStoreContractTests : CredentialTokenStoreContract
{
    private TemporaryStores? _stores;

    protected override IConfigurationStore Configuration => new PostgresConfigurationStore(_stores!.Stores, TimeProvider.System);

    protected override async ValueTask<ICredentialTokenStore> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresCredentialTokenStore(_stores.Stores, TimeProvider.System);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

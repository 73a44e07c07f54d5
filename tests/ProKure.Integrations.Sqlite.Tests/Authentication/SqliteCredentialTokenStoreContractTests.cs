using ProKure.Integrations.Authentication.Tokens;
using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Authentication;
using ProKure.Integrations.Sqlite.Configuration;
using ProKure.TestKit.Authentication;

namespace ProKure.Integrations.Sqlite.Tests.Authentication;

public sealed class SqliteCredentialTokenStoreContractTests : CredentialTokenStoreContract
{
    private readonly TemporaryStores _stores = new();

    protected override IConfigurationStore Configuration => new SqliteConfigurationStore(_stores.Databases, TimeProvider.System);

    protected override ValueTask<ICredentialTokenStore> OpenAsync() => new(new SqliteCredentialTokenStore(_stores.Databases, TimeProvider.System));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

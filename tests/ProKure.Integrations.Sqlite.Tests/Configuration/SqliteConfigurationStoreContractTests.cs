using ProKure.Integrations.Configuration;
using ProKure.Integrations.Sqlite.Configuration;
using ProKure.TestKit.Configuration;

namespace ProKure.Integrations.Sqlite.Tests.Configuration;

public sealed class SqliteConfigurationStoreContractTests : ConfigurationStoreContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<IConfigurationStore> OpenAsync() => new(new SqliteConfigurationStore(_stores.Databases, TimeProvider.System));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Logging;
using ProKure.TestKit.Logging;

namespace ProKure.Integrations.Sqlite.Tests.Logging;

public sealed class SqliteLogStoreContractTests : LogStoreContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<IIntegrationLogStore> OpenAsync() => new(new SqliteIntegrationLogStore(_stores.Databases));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

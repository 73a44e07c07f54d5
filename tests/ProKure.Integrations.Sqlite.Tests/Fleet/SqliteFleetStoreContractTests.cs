using ProKure.Integrations.Fleet;
using ProKure.Integrations.Sqlite.Fleet;
using ProKure.TestKit.Fleet;

namespace ProKure.Integrations.Sqlite.Tests.Fleet;

public sealed class SqliteFleetStoreContractTests : FleetStoreContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<IFleetStore> OpenAsync() => new(new SqliteFleetStore(_stores.Databases, TimeProvider.System));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

using ProKure.Integrations.Circuits;
using ProKure.Integrations.Sqlite.Circuits;
using ProKure.TestKit.Circuits;

namespace ProKure.Integrations.Sqlite.Tests.Circuits;

public sealed class SqliteCircuitStoreContractTests : CircuitStoreContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<ICircuitStore> OpenAsync() => new(new SqliteCircuitStore(_stores.Databases, TimeProvider.System));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

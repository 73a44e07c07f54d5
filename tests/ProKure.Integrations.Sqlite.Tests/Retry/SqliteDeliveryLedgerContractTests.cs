using ProKure.Integrations.Sqlite.Retry;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Sqlite.Tests.Retry;

public sealed class SqliteDeliveryLedgerContractTests : DeliveryLedgerContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<DeliveryStores> OpenAsync() => new(new DeliveryStores(
        new SqliteDeliveryQueue(_stores.Databases, TimeProvider.System), new SqliteDeliveryLedger(_stores.Databases), new SqliteReplayJobStore(_stores.Databases)));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

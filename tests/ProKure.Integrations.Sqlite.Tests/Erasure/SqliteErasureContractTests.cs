using ProKure.Integrations.Auditing;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Sqlite.Auditing;
using ProKure.Integrations.Sqlite.Erasure;
using ProKure.Integrations.Sqlite.Logging;
using ProKure.Integrations.Sqlite.Repeats;
using ProKure.Integrations.Sqlite.Retry;
using ProKure.TestKit.Erasure;

namespace ProKure.Integrations.Sqlite.Tests.Erasure;

public sealed class SqliteErasureStoreContractTests : ErasureStoreContract
{
    private readonly TemporaryStores _stores = new();

    protected override IAuditTrail Trail => new SqliteAuditTrail(_stores.Databases);

    protected override ValueTask<IErasureStore> OpenAsync() => new(new SqliteErasureStore(_stores.Databases));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class SqliteErasableLogContractTests : ErasableLogContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<ErasableStores> OpenAsync() =>
        new(new ErasableStores(new SqliteIntegrationLogStore(_stores.Databases), new SqliteErasableLog(_stores.Databases)));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

public sealed class SqliteErasableQueueContractTests : ErasableQueueContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<ErasableQueueStores> OpenAsync() => new(new ErasableQueueStores(
        new SqliteDeliveryQueue(_stores.Databases, TimeProvider.System), new SqliteIdempotencyStore(_stores.Databases, TimeProvider.System),
        new SqliteErasableQueue(_stores.Databases)));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

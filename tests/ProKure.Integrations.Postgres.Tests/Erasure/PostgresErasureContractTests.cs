using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Auditing;
using ProKure.Integrations.Erasure;
using ProKure.Integrations.Postgres.Auditing;
using ProKure.Integrations.Postgres.Erasure;
using ProKure.Integrations.Postgres.Repeats;
using ProKure.Integrations.Postgres.Retry;
using ProKure.TestKit.Erasure;

namespace ProKure.Integrations.Postgres.Tests.Erasure;

public sealed class PostgresErasureStoreContractTests : ErasureStoreContract
{
    private TemporaryStores? _stores;

    protected override IAuditTrail Trail => new PostgresAuditTrail(_stores!.Stores);

    protected override async ValueTask<IErasureStore> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresErasureStore(_stores.Stores);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

public sealed class PostgresErasableQueueContractTests : ErasableQueueContract
{
    private TemporaryStores? _stores;
    private DeliveryNotices? _notices;

    protected override async ValueTask<ErasableQueueStores> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        _notices = new DeliveryNotices(_stores.Stores, NullLogger<DeliveryNotices>.Instance);
        return new ErasableQueueStores(
            new PostgresDeliveryQueue(_stores.Stores, _notices), new PostgresIdempotencyStore(_stores.Stores), new PostgresErasableQueue(_stores.Stores));
    }

    protected override async ValueTask CloseAsync()
    {
        if (_notices is not null)
            await _notices.DisposeAsync();
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

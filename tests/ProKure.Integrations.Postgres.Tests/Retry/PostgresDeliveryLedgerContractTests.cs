using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Postgres.Retry;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Postgres.Tests.Retry;

public sealed class PostgresDeliveryLedgerContractTests : DeliveryLedgerContract
{
    private TemporaryStores? _stores;
    private DeliveryNotices? _notices;

    protected override async ValueTask<DeliveryStores> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        _notices = new DeliveryNotices(_stores.Stores, NullLogger<DeliveryNotices>.Instance);
        return new DeliveryStores(
            new PostgresDeliveryQueue(_stores.Stores, _notices), new PostgresDeliveryLedger(_stores.Stores, _notices), new PostgresReplayJobStore(_stores.Stores));
    }

    protected override async ValueTask CloseAsync()
    {
        if (_notices is not null)
            await _notices.DisposeAsync();
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

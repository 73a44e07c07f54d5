using Microsoft.Extensions.Logging.Abstractions;
using ProKure.Integrations.Postgres.Retry;
using ProKure.Integrations.Retry;
using ProKure.TestKit.Retry;

namespace ProKure.Integrations.Postgres.Tests.Retry;

public sealed class PostgresDeliveryQueueContractTests : DeliveryQueueContract
{
    private TemporaryStores? _stores;
    private PostgresDatabase? _database;
    private DeliveryNotices? _notices;
    private MovableClock _clock = null!;

    protected override DateTimeOffset Now => _clock.Now;

    protected override ValueTask PassAsync(TimeSpan time) => _clock.PassAsync(time);

    protected override async ValueTask<IDeliveryQueue> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        _clock = await MovableClock.InstallAsync(_stores.Database);
        _database = TemporaryStores.Open(_clock.ConnectionString);
        _notices = new DeliveryNotices(_database, NullLogger<DeliveryNotices>.Instance);
        return new PostgresDeliveryQueue(_database, _notices);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_notices is not null)
            await _notices.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

using ProKure.Integrations.Postgres.Repeats;
using ProKure.Integrations.Repeats;
using ProKure.TestKit.Repeats;

namespace ProKure.Integrations.Postgres.Tests.Repeats;

public sealed class PostgresIdempotencyStoreContractTests : IdempotencyStoreContract
{
    private TemporaryStores? _stores;
    private PostgresDatabase? _database;
    private MovableClock _clock = null!;

    protected override DateTimeOffset Now => _clock.Now;

    protected override ValueTask PassAsync(TimeSpan time) => _clock.PassAsync(time);

    protected override async ValueTask<IIdempotencyStore> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        _clock = await MovableClock.InstallAsync(_stores.Database);
        _database = TemporaryStores.Open(_clock.ConnectionString);
        return new PostgresIdempotencyStore(_database);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

using ProKure.Integrations.Postgres.Retention;
using ProKure.Integrations.Retention;
using ProKure.TestKit.Retention;

namespace ProKure.Integrations.Postgres.Tests.Retention;

public sealed class PostgresLegalHoldsContractTests : LegalHoldsContract
{
    private TemporaryStores? _stores;

    protected override async ValueTask<ILegalHolds> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresLegalHolds(_stores.Stores);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

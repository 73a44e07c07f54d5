using ProKure.Integrations.Auditing;
using ProKure.Integrations.Postgres.Auditing;
using ProKure.TestKit.Auditing;

namespace ProKure.Integrations.Postgres.Tests.Auditing;

public sealed class PostgresAuditTrailContractTests : AuditTrailContract
{
    private TemporaryStores? _stores;

    protected override async ValueTask<IAuditTrail> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresAuditTrail(_stores.Stores);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

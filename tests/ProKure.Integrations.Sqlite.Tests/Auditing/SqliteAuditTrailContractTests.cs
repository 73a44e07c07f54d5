using ProKure.Integrations.Auditing;
using ProKure.Integrations.Sqlite.Auditing;
using ProKure.TestKit.Auditing;

namespace ProKure.Integrations.Sqlite.Tests.Auditing;

public sealed class SqliteAuditTrailContractTests : AuditTrailContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<IAuditTrail> OpenAsync() => new(new SqliteAuditTrail(_stores.Databases));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

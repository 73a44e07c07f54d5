using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Retention;
using ProKure.TestKit.Retention;

namespace ProKure.Integrations.Sqlite.Tests.Retention;

public sealed class SqliteLegalHoldsContractTests : LegalHoldsContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<ILegalHolds> OpenAsync() => new(new SqliteLegalHolds(_stores.Databases));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

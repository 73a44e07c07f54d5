using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Retention;
using ProKure.TestKit.Retention;

namespace ProKure.Integrations.Sqlite.Tests.Retention;

public sealed class SqliteRetentionRunsContractTests : RetentionRunsContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<IRetentionRuns> OpenAsync() => new(new SqliteRetentionRuns(_stores.Databases));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

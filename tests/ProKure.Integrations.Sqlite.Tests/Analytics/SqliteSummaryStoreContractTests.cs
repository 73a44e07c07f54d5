using ProKure.Integrations.Analytics;
using ProKure.Integrations.Sqlite.Analytics;
using ProKure.TestKit.Analytics;

namespace ProKure.Integrations.Sqlite.Tests.Analytics;

public sealed class SqliteSummaryStoreContractTests : SummaryStoreContract
{
    private readonly TemporaryStores _stores = new();

    protected override ValueTask<ISummaryStore> OpenAsync() => new(new SqliteSummaryStore(_stores.Databases));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

using ProKure.Integrations.Analytics;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Analytics;
using ProKure.Integrations.Sqlite.Retention;
using ProKure.TestKit.Retention;

namespace ProKure.Integrations.Sqlite.Tests.Retention;

public sealed class SqliteExpiringSummariesContractTests : ExpiringSummariesContract
{
    private readonly TemporaryStores _stores = new();

    protected override ISummaryStore Summaries => new SqliteSummaryStore(_stores.Databases);

    protected override IHeldSummaries Held => new SqliteHeldSummaries(_stores.Databases);

    protected override ValueTask<IExpiringSummaries> OpenAsync() => new(new SqliteExpiringSummaries(_stores.Databases));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

using ProKure.Integrations.Archives;
using ProKure.Integrations.Logging;
using ProKure.Integrations.Sqlite.Logging;
using ProKure.TestKit.Archives;

namespace ProKure.Integrations.Sqlite.Tests.Archives;

public sealed class SqliteArchivedLogContractTests : ArchivedLogContract
{
    private readonly TemporaryStores _stores = new();

    protected override IIntegrationLogStore Log => new SqliteIntegrationLogStore(_stores.Databases);

    protected override ValueTask<IArchivedLog> OpenAsync() => new(new SqliteArchivedLog(_stores.Databases));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

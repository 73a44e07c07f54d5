using ProKure.Integrations.Archives;
using ProKure.Integrations.Sqlite.Archives;
using ProKure.TestKit.Archives;

namespace ProKure.Integrations.Sqlite.Tests.Archives;

public sealed class SqliteArchiveFilesContractTests : ArchiveFilesContract
{
    private readonly TemporaryStores _stores = new();

    protected override IArchiveTombstones Tombstones => new SqliteArchiveTombstones(_stores.Databases);

    protected override ValueTask<IArchiveFiles> OpenAsync() => new(new SqliteArchiveFiles(_stores.Databases));

    protected override ValueTask CloseAsync()
    {
        _stores.Dispose();
        return ValueTask.CompletedTask;
    }
}

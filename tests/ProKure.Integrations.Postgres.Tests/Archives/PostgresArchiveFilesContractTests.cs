using ProKure.Integrations.Archives;
using ProKure.Integrations.Postgres.Archives;
using ProKure.TestKit.Archives;

namespace ProKure.Integrations.Postgres.Tests.Archives;

public sealed class PostgresArchiveFilesContractTests : ArchiveFilesContract
{
    private TemporaryStores? _stores;

    protected override IArchiveTombstones Tombstones => new PostgresArchiveTombstones(_stores!.Stores);

    protected override async ValueTask<IArchiveFiles> OpenAsync()
    {
        _stores = await TemporaryStores.CreateAsync();
        return new PostgresArchiveFiles(_stores.Stores);
    }

    protected override async ValueTask CloseAsync()
    {
        if (_stores is not null)
            await _stores.DisposeAsync();
    }
}

using ProKure.TestKit.Archives;

namespace ProKure.Integrations.Sqlite.Tests.Archives;

public sealed class ArchiveKillTests : ArchiveKillContract
{
    private readonly SqliteArchive _archive = new();

    protected override ValueTask<ArchiveStores> OpenAsync() => new(_archive.Stores);

    protected override ValueTask CloseAsync()
    {
        _archive.Dispose();
        return ValueTask.CompletedTask;
    }
}

using Microsoft.Extensions.DependencyInjection;
using ProKure.Integrations.Objects;
using ProKure.Integrations.Retention;
using ProKure.Integrations.Sqlite.Archives;
using ProKure.Integrations.Sqlite.Logging;
using ProKure.Integrations.Sqlite.Retention;
using ProKure.TestKit.Archives;

namespace ProKure.Integrations.Sqlite.Tests.Archives;

/// <summary>The embedded stores of an archive: SQLite files and a folder of objects, removed together.</summary>
internal sealed class SqliteArchive : IDisposable
{
    private readonly TemporaryStores _stores = new();
    private readonly ServiceProvider _services;

    public SqliteArchive()
    {
        _services = new ServiceCollection().AddIntegrationCore().Configure<ObjectOptions>(objects => objects.Folder = Folder).BuildServiceProvider();
        Stores = new ArchiveStores(
            new SqliteIntegrationLogStore(_stores.Databases), new SqliteArchivedLog(_stores.Databases), new SqliteArchiveFiles(_stores.Databases),
            new SqliteArchiveTombstones(_stores.Databases), _services.GetRequiredService<IObjectStore>());
    }

    public ArchiveStores Stores { get; }

    /// <summary>The same log as retention sees it.</summary>
    public IExpiringLog Expiring => new SqliteExpiringLog(_stores.Databases, Microsoft.Extensions.Options.Options.Create(_stores.Options));

    /// <summary>Where the objects are.</summary>
    public string Folder => _stores.FileOf("objects");

    /// <summary>Where files are made.</summary>
    public string WorkFolder => _stores.FileOf("work");

    public void Dispose()
    {
        _services.Dispose();
        _stores.Dispose();
    }
}
